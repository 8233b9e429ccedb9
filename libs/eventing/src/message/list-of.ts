import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsObject, ValidateNested } from 'class-validator';

/**
 * A list of parts, each of which keeps the rules of its class. `@ValidateNested({ each: true })` alone would also take a
 * list of lists, whose parts nobody has checked.
 *
 * @param part the class of each part, in a function because it may be declared further down.
 * @example
 * ```ts
 * @ArrayNotEmpty() @ListOf(() => OrderLine) readonly lines!: OrderLine[];
 * ```
 */
export function ListOf(part: () => new (...fields: never[]) => object): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    IsObject({ each: true, message: 'each value in $property must be an object' }),
    ValidateNested({ each: true }),
    Type(part),
  );
}
