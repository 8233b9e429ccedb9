import { ValidateIf } from 'class-validator';

/** The property need not be sent. Unlike with class-validator's `@IsOptional()`, a `null` that is sent must obey the other rules. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
