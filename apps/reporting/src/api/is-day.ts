import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { isDay } from '../domain/day';

/** The property must be a day of the calendar: `2025-03-01`. */
export function IsDay(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({
      name: 'isDay',
      validator: {
        validate: isDay,
        defaultMessage: (args) => `${args?.property} must be a day of the calendar, written like 2025-03-01`,
      },
    }),
    ApiProperty({ format: 'date', example: '2025-03-01' }),
  );
}
