import { Type } from 'class-transformer';
import type { StringValue } from 'ms';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';
import { AccessEnvironment } from './access-environment';
import { IsAddressOf } from './is-address-of';
import { IsBrokerAddress } from './is-broker-address';
import { IsDuration } from './is-duration';
import { IsReadableFile } from './is-readable-file';
import { Variable } from './variable';

/** Every environment variable that all services understand, with its rules. What is absent here has a default. */
export class ServiceEnvironment extends AccessEnvironment {
  /** The service's own PostgreSQL database. */
  @Variable({ example: 'postgres://postgres:postgres@localhost:5432/orders', secret: true })
  @IsAddressOf('postgres', 'postgresql')
  readonly DATABASE_URL!: string;

  /**
   * The same database for `migrate` alone, as the role that owns its tables; the role of DATABASE_URL is then granted what it needs to
   * run. Absent: that role migrates, too, as on a developer's machine. A service that runs needs it for nothing.
   */
  @Variable({ example: 'postgres://orders_migrator:password@localhost:5432/orders', secret: true })
  @IsOptional()
  @IsAddressOf('postgres', 'postgresql')
  readonly MIGRATION_DATABASE_URL?: string;

  /** Connections that requests and handlers share. The relay has two of its own. */
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

  /**
   * Master keys for the keys by which personal data in events are read, of services that publish or read such: `id:base64`, 32
   * bytes each, separated by commas. The first is used, the others are still understood. Without it one that everybody knows,
   * which production (NODE_ENV) refuses.
   */
  @Variable({ example: '2026-01:AbCd…=', secret: true })
  @IsOptional()
  @Matches(/^\s*[a-z0-9][a-z0-9-]*:[\w+/=-]{43,44}\s*(,\s*[a-z0-9][a-z0-9-]*:[\w+/=-]{43,44}\s*)*$/, {
    message: 'must be <id>:<32 bytes in base64>, or several with commas between them',
  })
  readonly PERSONAL_DATA_KEYS?: string;

  /**
   * The broker; of a cluster all its nodes, with commas between them: amqp://orders:password@a:5672,b:5672,c:5672/warren. It connects to one of
   * them, and when that is lost to the next. Without it amqp://guest:guest@127.0.0.1:5672; `in-memory` is a broker inside the process,
   * for tests.
   */
  @Variable({ example: 'amqp://guest:guest@localhost:5672', secret: true })
  @ValidateIf((_, value) => value !== undefined && value !== 'in-memory')
  @IsBrokerAddress()
  readonly RABBITMQ_URL?: string;

  /** PEM file of the authority that signed the broker's certificate, for an address that begins with amqps://. Absent: those that Node.js knows. */
  @Variable({ example: '/run/secrets/broker-ca.pem' })
  @IsReadableFile()
  readonly RABBITMQ_CA_FILE?: string;

  /**
   * PEM file with the certificate that the service shows to the broker (mutual TLS). With an address without a user it is also what it logs
   * in with: the user is the certificate's common name. Read again at each connection, like its key.
   */
  @Variable({ example: '/run/secrets/orders-broker.pem' })
  @IsReadableFile()
  readonly RABBITMQ_CERT_FILE?: string;

  /** PEM file with the key of that certificate. */
  @Variable({ example: '/run/secrets/orders-broker.key' })
  @IsReadableFile()
  readonly RABBITMQ_KEY_FILE?: string;

  /**
   * By which of the broker's users events may have been published: `named` (each service's by the user of its name), `any` (where all share one
   * user; refused in production), or users that are named otherwise, as `service=user,…`. Absent: `named` in
   * production, else `any`.
   */
  @Variable({ example: 'named' })
  @IsOptional()
  @Matches(/^(any|named|[a-z0-9-]+=[^=,\s]+(,[a-z0-9-]+=[^=,\s]+)*)$/, {
    message: 'must be named, any, or users by service, like billing=legacy-billing,users=idm',
  })
  readonly TRUSTED_PUBLISHERS?: string;

  /** The largest message that it publishes, and that it reads when one comes: larger ones are parked. */
  @Variable({ example: '1mb' })
  @Matches(/^([1-9]\d{0,3}kb|[1-8]mb)$/, { message: 'must be a size in kb or mb, and 8mb at most' })
  readonly MESSAGE_LIMIT: string = '1mb';

  /** Where it listens for HTTP. Without it the service's own usual port, from 3001 on. */
  @Variable({ example: '3000' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a port number' })
  @Min(0, { message: 'must be a port number, from 0 (any free one) to 65535' })
  @Max(65_535, { message: 'must be a port number, from 0 (any free one) to 65535' })
  readonly PORT?: number;

  /** A prefix of every name on the broker, so that several runs can share one. Services with the same one hear each other. */
  @Variable({ example: 'preview-7' })
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9-]{0,30}$/, {
    message: 'must be 1 to 31 lower-case letters, digits and hyphens',
  })
  readonly EVENTING_NAMESPACE?: string;

  /** For tests and previews only: queues that nobody has used for so long vanish, with all that is in them. */
  @Variable({ example: '600000' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number of milliseconds' })
  @Min(1_000, { message: 'must be at least 1000 (milliseconds)' })
  readonly EVENTING_EXPIRE_AFTER_MS?: number;

  /** What is logged: this, and what is worse. */
  @Variable({ example: 'log' })
  @IsIn(['fatal', 'error', 'warn', 'log', 'debug', 'verbose'], {
    message: 'must be one of fatal, error, warn, log, debug, verbose',
  })
  readonly LOG_LEVEL: 'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose' = 'log';

  /** `json` is one document a line, for machines. Absent: text in a terminal, JSON elsewhere. */
  @Variable({ example: 'json' })
  @IsOptional()
  @IsIn(['text', 'json'], { message: 'must be text or json' })
  readonly LOG_FORMAT?: 'text' | 'json';

  /** The largest body of a request that it takes. */
  @Variable({ example: '100kb' })
  @Matches(/^[1-9]\d*(kb|mb)$/, { message: 'must be a size in kb or mb' })
  readonly BODY_LIMIT: string = '100kb';
}
