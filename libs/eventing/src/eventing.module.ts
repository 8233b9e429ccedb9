import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BROKER } from './broker/broker';
import { createBroker } from './broker/create-broker';
import { BrokerNames } from './broker/names';
import { TopologyDeclarer } from './broker/topology-declarer';
import { DeadLetterIntake } from './dead-letters/dead-letter-intake';
import { DeadLetters } from './dead-letters/dead-letters';
import { Parking } from './dead-letters/parking';
import { EventingHealth } from './eventing.health';
import {
  EVENTING_OPTIONS,
  resolveOptions,
  type EventingOptions,
  type ResolvedEventingOptions,
} from './eventing.options';
import { EventingRuntime } from './eventing.runtime';
import { DatabaseWatch } from './handlers/database-watch';
import { HandlerDiscovery } from './handlers/discover-handlers';
import { HandlerPipeline } from './handlers/handler-pipeline';
import { HandlerRegistry } from './handlers/handler-registry';
import { Inbox } from './inbox/inbox';
import { Outbox } from './outbox/outbox';
import { Relay } from './outbox/relay';
import { ProjectionRegistry } from './projections/projection-registry';
import { TransactionalMethods } from './unit-of-work/transactional';
import { UnitOfWork } from './unit-of-work/unit-of-work';

/** In the order of an event's way. */
const MACHINERY: Provider[] = [
  TransactionalMethods,
  Relay,
  TopologyDeclarer,
  HandlerDiscovery,
  HandlerPipeline,
  HandlerRegistry,
  DatabaseWatch,
  Inbox,
  ProjectionRegistry,
  Parking,
  DeadLetterIntake,
  EventingRuntime,
];

const FOR_USERS: Provider[] = [UnitOfWork, Outbox, DeadLetters, EventingHealth];

/**
 * Makes a Nest application a service that talks through integration events. Needs a TypeORM `DataSource` (PostgreSQL)
 * in the application, with {@link eventingMigrations} run.
 *
 * @example
 * ```ts
 * @Module({ imports: [EventingModule.forService('orders')], providers: [PlaceOrderHandler, OrderDetailsProjection] })
 * export class OrdersModule {}
 * ```
 */
@Module({})
export class EventingModule {
  /** Handlers, projections and `@Transactional()` methods are found among the application's providers. */
  static forService(service: string, options: Omit<EventingOptions, 'service'> = {}): DynamicModule {
    return {
      module: EventingModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: EVENTING_OPTIONS, useFactory: () => resolveOptions({ ...options, service }) },
        {
          provide: BrokerNames,
          inject: [EVENTING_OPTIONS],
          useFactory: ({ service: name, broker }: ResolvedEventingOptions) =>
            new BrokerNames(name, broker.namespace),
        },
        { provide: BROKER, inject: [EVENTING_OPTIONS], useFactory: createBroker },
        ...MACHINERY,
        ...FOR_USERS,
      ],
      exports: [EVENTING_OPTIONS, BROKER, ...FOR_USERS],
    };
  }
}
