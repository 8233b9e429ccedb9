import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import ms from 'ms';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { ServiceConfig } from '../config/service-config';
import { OPERATING } from '../operations/operating';
import { StatementSpans } from '../tracing/statement-spans';

type EntityClass = Extract<EntityTarget<ObjectLiteral>, new (...args: never[]) => unknown>;

/** How long a request or a handler waits for a connection, be it that the server is slow or that the pool is busy. */
const CONNECTION_WITHIN_MS = 10_000;

/** A command does one thing after the other, beside a service that needs its connections. */
const CONNECTIONS_OF_AN_OPERATION = 2;

/**
 * Connects the service to its own database, through TypeORM. Tables are made by migrations (`node main.js migrate`) and
 * never by the entities.
 *
 * Reach the database through `UnitOfWork.manager` of `@warren/eventing`: inside a unit of work it is the transaction's own
 * manager. A repository injected with `@InjectRepository()` would work beside the transaction, which is why none are offered.
 */
@Module({})
export class DatabaseModule {
  /**
   * Import it before `EventingModule`: what comes first closes last, and the relay writes down how far it got on closing.
   *
   * @example imports: [PlatformModule.forService('orders'), DatabaseModule.forEntities(OrderRow), EventingModule.forService('orders')]
   */
  static forEntities(...entities: EntityClass[]): DynamicModule {
    const database = TypeOrmModule.forRootAsync({
      inject: [ServiceConfig, { token: OPERATING, optional: true }],
      useFactory: (config: ServiceConfig, isOperating?: boolean) => ({
        type: 'postgres' as const,
        url: config.DATABASE_URL,
        applicationName: isOperating ? `${config.service} ops` : config.service,
        poolSize: isOperating ? CONNECTIONS_OF_AN_OPERATION : config.DATABASE_POOL_SIZE,
        manualInitialization: isOperating === true,
        connectTimeoutMS: CONNECTION_WITHIN_MS,
        // Whoever waits for a lock has a connection meanwhile: a forgotten session that holds one row must not stop a service.
        extra: { lock_timeout: ms(config.DATABASE_LOCK_TIMEOUT) },
        poolErrorHandler: (error: Error) =>
          new Logger('Database').warn(`A connection was lost: ${error.message}`),
        installExtensions: false,
        synchronize: false,
        entities,
        retryAttempts: 3,
      }),
    });
    return { module: DatabaseModule, imports: [database], providers: [StatementSpans] };
  }
}
