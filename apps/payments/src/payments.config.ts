import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import type { StringValue } from 'ms';
import { IsDuration, ServiceConfig, Variable } from '@warren/platform';

/** The settings that payments has beside those of every service. Each has a default that is fit for production. */
export class PaymentsConfig extends ServiceConfig {
  /** How long one call of the provider may take. */
  @Variable({ example: '3s' })
  @IsDuration()
  readonly PROVIDER_TIME_LIMIT: StringValue = '3s';

  /** How often a call that is answered with an error is made in a row, before it is put off. */
  @Variable({ example: '3' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(10, { message: 'must be at most 10' })
  readonly PROVIDER_TRIES: number = 3;

  /** For so many orders at a time the provider is called, in one replica; and for a quarter as many that were tried before. */
  @Variable({ example: '20' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(1_000, { message: 'must be at most 1000' })
  readonly ORDERS_AT_ONCE: number = 20;

  /** How often it is looked for orders that are due, beside those that this replica has just heard of. */
  @Variable({ example: '1s' })
  @IsDuration()
  readonly LOOK_FOR_DUE_EVERY: StringValue = '1s';

  /** How much of the calls of one kind, of the last ten seconds, must have failed for their breaker to open. */
  @Variable({ example: '50' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number of per cent' })
  @Min(1, { message: 'must be at least 1 (per cent)' })
  @Max(100, { message: 'must be at most 100 (per cent)' })
  readonly BREAKER_FAILURE_PERCENTAGE: number = 50;

  /** With fewer calls than this in those ten seconds the breaker stays closed. */
  @Variable({ example: '10' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  readonly BREAKER_FEWEST_CALLS: number = 10;

  /** How long the breaker stays open before one call may try whether the provider is back. */
  @Variable({ example: '15s' })
  @IsDuration()
  readonly BREAKER_OPEN_FOR: StringValue = '15s';

  /** How often captured payments are settled. */
  @Variable({ example: '1m' })
  @IsDuration()
  readonly SETTLE_EVERY: StringValue = '1m';

  /** So many declines of one customer within `DECLINE_WINDOW` are suspicious. */
  @Variable({ example: '3' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(2, { message: 'must be at least 2' })
  readonly DECLINE_THRESHOLD: number = 3;

  /** The time within which `DECLINE_THRESHOLD` declines of one customer are suspicious. */
  @Variable({ example: '10m' })
  @IsDuration()
  readonly DECLINE_WINDOW: StringValue = '10m';

  /** An amount is unusual when it is more than so many times what the customer usually pays. */
  @Variable({ example: '10' })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(2, { message: 'must be at least 2' })
  readonly UNUSUAL_AMOUNT_FACTOR: number = 10;

  /** How long the simulated provider takes for an answer, on average. */
  @Variable({ example: '40ms' })
  @IsDuration()
  readonly SIMULATED_PROVIDER_LATENCY: StringValue = '40ms';
}
