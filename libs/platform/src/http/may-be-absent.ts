import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';

/** The property need not be sent. Unlike with class-validator's `@IsOptional()`, a `null` that is sent must obey the other rules. */
export function MayBeAbsent(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    ApiPropertyOptional(),
  );
}
