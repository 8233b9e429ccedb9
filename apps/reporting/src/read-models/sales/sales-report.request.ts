import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent } from '@warren/platform';
import { DayRangeRequest } from '../../api/day-range.request';
import { SEPARATORS, type Separator } from './separator';

export class SalesReportRequest extends DayRangeRequest {
  /** Goes before the header Accept. */
  @MayBeAbsent()
  @IsIn(['json', 'csv'])
  readonly format?: 'json' | 'csv';

  /** Between the cells of a CSV. Spreadsheets expect a semicolon where numbers have a decimal comma. Default: comma. */
  @MayBeAbsent()
  @IsIn(Object.keys(SEPARATORS))
  @ApiPropertyOptional({ enum: Object.keys(SEPARATORS) })
  readonly separator?: Separator;
}
