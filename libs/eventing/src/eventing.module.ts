import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { MessageDoor } from './admission/message-door';
import { BindingRecord } from './broker/binding-record';
import { BROKER } from './broker/broker';
import { createBroker } from './broker/create-broker';
import { BROKER_ADMIN, brokerAdminFactory } from './broker/create-broker-admin';
import { BrokerNames } from './broker/names';
import { SetAsideQueues } from './broker/set-aside-queues';
import { StaleBindings } from './broker/stale-bindings';
import { TopologyDeclarer } from './broker/topology-declarer';
import { DeadLetterIntake } from './dead-letters/dead-letter-intake';
import { DeadLetters } from './dead-letters/dead-letters';
import { DeadLetterDiscard } from './dead-letters/discard/dead-letter-discard';
import { Parking } from './dead-letters/parking';
import { DeadLetterRedrive } from './dead-letters/redrive/dead-letter-redrive';
import { OwnConsumers } from './dead-letters/redrive/own-consumers';
import { RedriveLoop } from './dead-letters/redrive/redrive-loop';
import { RedriveSender } from './dead-letters/redrive/redrive-sender';
import { RedriveSteps } from './dead-letters/redrive/redrive-steps';
import { DeadLetterSearch } from './dead-letters/search/dead-letter-search';
import { BrokerExamination } from './doctor/broker-examination';
import { DatabaseExamination } from './doctor/database-examination';
import { EventingDoctor } from './doctor/eventing-doctor';
import { RelayExamination } from './doctor/relay-examination';
import { EventingHealth } from './eventing.health';
import { EventingSession } from './eventing.session';
import { EVENTING_OPTIONS, type EventingOptions, type ResolvedEventingOptions } from './eventing.options';
import { resolveOptions } from './resolve-options';
import { EventingRuntime } from './eventing.runtime';
import { ConnectionShare } from './handlers/connection-share';
import { DatabaseWatch } from './handlers/database-watch';
import { HandlerDiscovery } from './handlers/discover-handlers';
import { HandlerPipeline } from './handlers/handler-pipeline';
import { HandlerRegistry } from './handlers/handler-registry';
import { Inbox } from './inbox/inbox';
import { EventingMetrics } from './observability/metrics/eventing-metrics';
import { Outbox } from './outbox/outbox';
import { Relay } from './outbox/relay';
import { OutboxStatus } from './outbox/status/outbox-status';
import { EventTail } from './outbox/tail/event-tail';
import { EventSealer } from './personal-data/event-sealer';
import { Forgetting } from './personal-data/forgetting/forgetting';
import { KeyAnswerer } from './personal-data/handing-out/key-answerer';
import { KeyAsker } from './personal-data/handing-out/key-asker';
import { KeyTable } from './personal-data/keys/key-table';
import { PersonalDataConsumers } from './personal-data/personal-data-consumers';
import { PersonalReader } from './personal-data/personal-reader';
import { ProjectionList } from './projections/list/projection-list';
import { ProjectionRegistry } from './projections/projection-registry';
import { ReadModels } from './projections/read-models';
import { BackgroundReplays } from './replay/background-replays';
import { OutboxReplay } from './replay/outbox-replay';
import { ReplayRecord } from './replay/replay-record';
import { SagaRegistry } from './sagas/saga-registry';
import { SagaRunner } from './sagas/saga-runner';
import { SagaStore } from './sagas/saga-store';
import { SagaWatch } from './sagas/saga-watch';
import { TimeoutMover } from './sagas/timeouts/timeout-mover';
import { ScheduledEventMover } from './scheduling/scheduled-event-mover';
import { ScheduledEventWatch } from './scheduling/scheduled-event-watch';
import { Scheduler } from './scheduling/scheduler';
import { SnapshotAsker } from './snapshots/asking/snapshot-asker';
import { ControlConsumer } from './snapshots/source/control-consumer';
import { SnapshotAnswer } from './snapshots/source/snapshot-answer';
import { SnapshotPageReader } from './snapshots/source/snapshot-page';
import { SnapshotSources } from './snapshots/source/snapshot-sources';
import { MigrationRecord } from './topology/migration-record';
import { OwnTopology } from './topology/own-topology';
import { TopologyMigration } from './topology/topology-migration';
import { TopologyPlan } from './topology/topology-plan';
import { TransactionalMethods } from './unit-of-work/transactional';
import { UnitOfWork } from './unit-of-work/unit-of-work';

/** In the order of an event's way. */
const MACHINERY: Provider[] = [
  TransactionalMethods,
  KeyTable,
  EventSealer,
  KeyAsker,
  KeyAnswerer,
  PersonalReader,
  PersonalDataConsumers,
  MessageDoor,
  Relay,
  ScheduledEventMover,
  ScheduledEventWatch,
  BindingRecord,
  StaleBindings,
  SetAsideQueues,
  OwnTopology,
  MigrationRecord,
  ReplayRecord,
  TopologyDeclarer,
  HandlerDiscovery,
  HandlerPipeline,
  HandlerRegistry,
  ConnectionShare,
  DatabaseWatch,
  Inbox,
  ProjectionRegistry,
  SagaRegistry,
  SagaRunner,
  SagaStore,
  TimeoutMover,
  SagaWatch,
  SnapshotSources,
  SnapshotPageReader,
  SnapshotAnswer,
  ControlConsumer,
  SnapshotAsker,
  Parking,
  DeadLetterIntake,
  OwnConsumers,
  RedriveSteps,
  RedriveSender,
  RedriveLoop,
  EventingRuntime,
  DatabaseExamination,
  RelayExamination,
  BrokerExamination,
];

const FOR_USERS: Provider[] = [
  UnitOfWork,
  Outbox,
  Scheduler,
  ReadModels,
  DeadLetters,
  DeadLetterSearch,
  DeadLetterRedrive,
  DeadLetterDiscard,
  EventingHealth,
  EventingMetrics,
];

/** One operation each: what people do to a service, over HTTP and on the command line. */
const OPERATIONS: Provider[] = [
  EventingSession,
  OutboxStatus,
  ProjectionList,
  EventTail,
  EventingDoctor,
  TopologyPlan,
  TopologyMigration,
  OutboxReplay,
  BackgroundReplays,
  Forgetting,
];

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
  /** Handlers, projections, sagas and `@Transactional()` methods are found among the application's providers. */
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
        { provide: BROKER_ADMIN, inject: [EVENTING_OPTIONS], useFactory: brokerAdminFactory },
        ...MACHINERY,
        ...FOR_USERS,
        ...OPERATIONS,
      ],
      exports: [EVENTING_OPTIONS, BROKER, ...FOR_USERS, ...OPERATIONS],
    };
  }
}
