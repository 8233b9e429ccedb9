import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent } from './may-be-absent';

/** What comes further back than this is found by a narrower question: every page before it has to be read and thrown away. */
const LAST_PAGE = 10_000;

/**
 * A property of a query that says which page of a list is wanted; the first is 1, which is also the property's own value to
 * begin with.
 *
 * @example class ListOrdersRequest { @IsPageNumber() readonly page: number = 1; }
 */
export function IsPageNumber(): PropertyDecorator {
  return applyDecorators(
    MayBeAbsent(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(LAST_PAGE),
    ApiPropertyOptional({ minimum: 1, maximum: LAST_PAGE, default: 1 }),
  );
}
