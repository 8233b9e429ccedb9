import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/**
 * A part that keeps the rules of its class. `@ValidateNested()` alone would also take a list, even an empty one.
 *
 * @param part the class of the part, in a function because it may be declared further down.
 * @example
 * ```ts
 * @ObjectOf(() => Money) readonly total!: Money;
 * ```
 */
export function ObjectOf(part: () => new (...fields: never[]) => object): PropertyDecorator {
  return applyDecorators(IsObject(), ValidateNested(), Type(part));
}
