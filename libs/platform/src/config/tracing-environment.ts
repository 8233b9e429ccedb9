import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import type { StringValue } from 'ms';
import { IsAddressOf } from './is-address-of';
import { IsDuration } from './is-duration';
import { Variable } from './variable';

export const DEFAULT_TRACES_PER_SECOND = 100;

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

/**
 * OpenTelemetry's own variables, as far as a wrong value would go unnoticed. The others that its documentation names for traces
 * (OTEL_BSP_…, OTEL_SPAN_…_LIMIT, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_TIMEOUT, …) work, too.
 */
export class TracingEnvironment {
  /** Where spans are sent: `/v1/traces` is appended. Absent: nothing is traced, and nothing is paid for it. */
  @Variable({ example: 'http://localhost:4318' })
  @IsOptional()
  @IsAddressOf('http', 'https')
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** The same, with its path, where traces go elsewhere than the rest. */
  @Variable({ example: 'http://localhost:4318/v1/traces' })
  @IsOptional()
  @IsAddressOf('http', 'https')
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;

  /** How spans are sent. */
  @Variable({ example: 'http/protobuf' })
  @IsOptional()
  @IsIn(['http/protobuf'], { message: 'must be http/protobuf: the services speak no other' })
  readonly OTEL_EXPORTER_OTLP_PROTOCOL?: 'http/protobuf';

  /** Headers for the collector, which often hold a key. */
  @Variable({ example: 'authorization=Bearer%20abc', secret: true })
  @IsOptional()
  @IsString()
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;

  /** Which traces are recorded; without it all, up to `TRACES_PER_SECOND`. What another service has decided holds for all that follows, with the `parentbased_` ones. */
  @Variable({ example: 'parentbased_traceidratio' })
  @IsOptional()
  @IsIn(SAMPLERS, {
    message:
      'must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio',
  })
  readonly OTEL_TRACES_SAMPLER?: string;

  /**
   * How many traces a second may begin in a process; more are not recorded. Whether one is recorded is decided where it begins, and
   * holds in all services. Another sampler (`OTEL_TRACES_SAMPLER`) knows no such limit.
   */
  @Variable({ example: '500' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(100_000, { message: 'must be at most 100000' })
  readonly TRACES_PER_SECOND: number = DEFAULT_TRACES_PER_SECOND;

  /** How many of a hundred, as a fraction, for the samplers that end in `ratio`. */
  @Variable({ example: '0.1' })
  @IsOptional()
  @Type(() => Number)
  @IsNumber({}, { message: 'must be a number from 0 to 1' })
  @Min(0, { message: 'must be a number from 0 to 1' })
  @Max(1, { message: 'must be a number from 0 to 1' })
  readonly OTEL_TRACES_SAMPLER_ARG?: number;

  /**
   * Which SQL statements have spans of their own: those that failed, or took at least so long; `all` of them; `none`. All are most of
   * what tracing costs where all traces are recorded.
   */
  @Variable({ example: 'all' })
  @IsDuration({ or: ['all', 'none'] })
  readonly TRACE_STATEMENTS: 'all' | 'none' | StringValue = '50ms';

  /** `true`: nothing is traced, whatever else is set. */
  @Variable({ example: 'true' })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  readonly OTEL_SDK_DISABLED?: 'true' | 'false';
}
