import { IsIn } from 'class-validator';
import { MayBeAbsent } from '@warren/platform';
import { DayRangeRequest } from '../../api/day-range.request';

export class SalesReportRequest extends DayRangeRequest {
  /** Goes before the header Accept. */
  @MayBeAbsent()
  @IsIn(['json', 'csv'])
  readonly format?: 'json' | 'csv';
}
