import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/**
 * A property of a request that is one line of text: spaces around it are taken off, and what remains is neither empty nor
 * longer than `maxLength` nor does it hold control characters (of which PostgreSQL cannot even store all). It shows something:
 * a text of zero-width characters alone is none.
 *
 * @example class CreateUserRequest { @IsLine(200) readonly name!: string; }
 */
export function IsLine(maxLength: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    ValidateBy({
      name: 'isLine',
      validator: {
        validate: (value) => typeof value === 'string' && isLine(value, maxLength),
        defaultMessage: () =>
          `$property must be a line of 1 to ${maxLength} characters, one of them visible, without control characters`,
      },
    }),
    ApiProperty({ minLength: 1, maxLength }),
  );
}

/** Neither space nor made to be invisible. U+2800, the Braille pattern without dots, is a space in all but name. */
const VISIBLE = /[^\s\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

function isLine(value: string, maxLength: number): boolean {
  // A lone surrogate is half a character: it would come back from the database as another text.
  return value.length <= maxLength && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value) && VISIBLE.test(value);
}
