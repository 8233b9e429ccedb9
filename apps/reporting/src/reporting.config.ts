import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { StringValue } from 'ms';
import { IsNameOfTimeZone } from './is-name-of-time-zone';
import { IsDuration, ServiceConfig, Variable } from '@warren/platform';

/** What can be set beside the settings of every service. */
export class ReportingConfig extends ServiceConfig {
  /** How long a report that somebody asks for may take; longer ones are refused (503). */
  @Variable({ example: '15s' })
  @IsDuration({ atLeast: '100ms', atMost: '5m' })
  readonly REPORT_WITHIN: StringValue = '15s';

  /** Whose days the reports go by, as the IANA calls it: the shop's own, where its books are kept. */
  @Variable({ example: 'Europe/Berlin' })
  @IsNameOfTimeZone()
  readonly REPORTS_TIME_ZONE: string = 'UTC';

  /** When the report of a day is due, on the day after it, in that time zone. */
  @Variable({ example: '00:10' })
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a time of day, from 00:00 to 23:59' })
  readonly DAILY_REPORT_AT: string = '00:10';

  /** How many days back the stored reports are compared with the facts, every time a new report is made. */
  @Variable({ example: '35' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number of days' })
  @Min(0, { message: 'must be at least 0' })
  @Max(366, { message: 'must be at most 366' })
  readonly DAILY_REPORT_REVISED_FOR_DAYS: number = 35;

  /** How many of the latest live events are kept for clients that come back. */
  @Variable({ example: '10000' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(1_000_000, { message: 'must be at most 1000000' })
  readonly LIVE_HISTORY: number = 10_000;

  /** A quiet connection is sent a comment this often, so that no proxy takes it for dead. */
  @Variable({ example: '15000' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number of milliseconds' })
  @Min(50, { message: 'must be at least 50 (milliseconds)' })
  @Max(600_000, { message: 'must be at most 600000 (milliseconds)' })
  readonly LIVE_HEARTBEAT_MS: number = 15_000;
}
