import { Type } from 'class-transformer';
import type { StringValue } from 'ms';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsAddressOf } from './is-address-of';
import { IsDuration } from './is-duration';
import { TracingEnvironment } from './tracing-environment';
import { Variable } from './variable';

/** Every environment variable that all services understand, with its rules. What is absent here has a default. */
export class ServiceEnvironment extends TracingEnvironment {
  @Variable({ example: 'postgres://postgres:postgres@localhost:5432/orders', secret: true })
  @IsAddressOf('postgres', 'postgresql')
  readonly DATABASE_URL!: string;

  @Variable({ example: '10' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(2, { message: 'must be at least 2' })
  @Max(1_000, { message: 'must be at most 1000' })
  readonly DATABASE_POOL_SIZE: number = 10;

  /** How long a request or a handler waits for a row that somebody else has locked, before it is answered 503, or retried later. */
  @Variable({ example: '5s' })
  @IsDuration({ atLeast: '50ms' })
  readonly DATABASE_LOCK_TIMEOUT: StringValue = '5s';

  @Variable({ example: 'amqp://guest:guest@localhost:5672', secret: true })
  @ValidateIf((_, value) => value !== undefined && value !== 'in-memory')
  @IsAddressOf('amqp', 'amqps')
  readonly RABBITMQ_URL?: string;

  @Variable({ example: '3000' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a port number' })
  @Min(0, { message: 'must be a port number, from 0 (any free one) to 65535' })
  @Max(65_535, { message: 'must be a port number, from 0 (any free one) to 65535' })
  readonly PORT?: number;

  @Variable({ example: 'preview-7' })
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9-]{0,30}$/, {
    message: 'must be 1 to 31 lower-case letters, digits and hyphens',
  })
  readonly EVENTING_NAMESPACE?: string;

  @Variable({ example: '600000' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number of milliseconds' })
  @Min(1_000, { message: 'must be at least 1000 (milliseconds)' })
  readonly EVENTING_EXPIRE_AFTER_MS?: number;

  @Variable({ example: 'log' })
  @IsIn(['fatal', 'error', 'warn', 'log', 'debug', 'verbose'], {
    message: 'must be one of fatal, error, warn, log, debug, verbose',
  })
  readonly LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose' = 'log';

  /** Absent: text in a terminal, JSON elsewhere. */
  @Variable({ example: 'json' })
  @IsOptional()
  @IsIn(['text', 'json'], { message: 'must be text or json' })
  readonly LOG_FORMAT?: 'text' | 'json';

  @Variable({ example: '100kb' })
  @Matches(/^[1-9]\d*(kb|mb)$/, { message: 'must be a size in kb or mb' })
  readonly BODY_LIMIT: string = '100kb';
}
