import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { IsPageNumber, MayBeAbsent } from '@warren/platform';
import { IsDay } from '../../api/is-day';

export class DayParam {
  @IsDay()
  readonly day!: string;
}

export class DailyReportRequest {
  /** Default: the latest. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly revision?: number;
}

export class ListDailyReportsRequest {
  /** The first page is 1. */
  @IsPageNumber()
  readonly page: number = 1;
}
