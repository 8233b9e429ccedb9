export { Ambient } from './ambient';
export { EventingModule } from './eventing.module';
export type { EventingOptions } from './eventing.options';
export { EventingHealth, type EventingState } from './eventing.health';
export { errorText } from './error-text';
export { EventingMetrics } from './observability/metrics/eventing-metrics';
export { eventingMigrations } from '../migrations';

export {
  ContractError,
  EventingError,
  InvalidPayloadError,
  MalformedMessageError,
  NotYetError,
  PermanentError,
  UnitOfWorkError,
  UnknownEventError,
} from './message/errors';
export {
  IntegrationEvent,
  Snapshot,
  contractOf,
  type Contract,
  type IntegrationEventOptions,
  type Upcaster,
} from './message/integration-event';
export { upcast } from './message/upcaster';
export { Payload, type Fields } from './message/payload';
export { Secret, secretsOf } from './message/secret';
export { Personal, personalFieldsOf, type PersonalOptions } from './message/personal/personal.decorator';
export { withoutTexts } from './message/personal/personal-texts';
export { personalTextsInWork, withPersonalTexts } from './message/personal/texts-in-work';
export { FORGOTTEN, isForgotten } from './message/personal/wire-form';
export { Forgetting, ForgettingError } from './personal-data/forgetting/forgetting';
export { PersonForgetter, type ForgetsPersons } from './personal-data/forgetting/person-forgetter.decorator';
export { MasterKeyError } from './personal-data/personal-data.errors';
export { ListOf } from './message/list-of';
export { ObjectOf } from './message/object-of';
export type { EventEnvelope } from './message/envelope';
export {
  currentMessageContext,
  findMessageContext,
  runInMessageContext,
  type MessageContext,
} from './message/message-context';
export { contextOf, isTraceparent, traceHere, usableTrace, type TraceContext } from './message/traceparent';

export { ConsistencyToken, MalformedTokenError } from './consistency/consistency-token';
export { withConsistencyToken } from './consistency/with-consistency-token';
export { CloudEventsDeserializer, NOT_A_CLOUD_EVENT, type NotACloudEvent } from './interop/deserializer';
export { CloudEventsSerializer, type OutgoingCloudEvent } from './interop/serializer';

export { UnitOfWork } from './unit-of-work/unit-of-work';
export { Transactional } from './unit-of-work/transactional';
export { certificateProblemOf, type CertificateProblem } from './certificate-problem';
export { brokerAddresses, brokerAddressProblem } from './broker/rabbitmq/addresses';
export { isDatabaseAway } from './database/database-away';
export { isLockTimeout } from './database/lock-timeout';
export { isProduction } from './is-production';
export { Outbox } from './outbox/outbox';
export { Scheduler, type FailedEvent } from './scheduling/scheduler';
export { ScheduleError, type When } from './scheduling/when';

export {
  IdempotentHandler,
  type IdempotentHandlerOptions,
  type RetryOptions,
} from './handlers/idempotent-handler';
export type { Delivery } from './handlers/delivery';
export type { BreakerOptions } from './handlers/breaker/breaker-options';
export type { BreakerStatus } from './handlers/breaker/breaker-status';

export { Projection, type ProjectionOptions } from './projections/projection.decorator';
export { On } from './projections/on.decorator';
export type { EventMeta } from './projections/event-meta';
export { ReadModels, UnknownProjectionError, type ProjectionReference } from './projections/read-models';
export type { WaitLimits } from './projections/progress/catching-up';
export type { LagSummary } from './projections/progress/lag-window';

export { SnapshotSource, type SnapshotPages } from './snapshots/source/snapshot-source.decorator';
export { SnapshotSourceDeclarationError } from './snapshots/source/snapshot-sources';
export type { SnapshotSummary } from './snapshots/asking/snapshot-summary';

export { Saga, type SagaOptions } from './sagas/saga.decorator';
export { StartedBy, OnTimeout } from './sagas/step.decorators';
export { SagaProcess } from './sagas/saga-process';
export type { SagaSummary } from './sagas/saga-watch';
export { SagaDeclarationError, SagaError, SagaNotStartedError } from './sagas/saga-errors';

export { BackgroundReplays } from './replay/background-replays';
export { OutboxReplay } from './replay/outbox-replay';
export {
  NothingToResumeError,
  ReplayInterruptedError,
  ReplayRefusedError,
  type Replay,
  type ReplayEvent,
  type ReplayRequest,
} from './replay/replay';

export { TopologyPlan } from './topology/topology-plan';
export type { PlanItem, TopologyComparison } from './topology/plan-item';
export { TopologyMigration, type ApplyOptions, type ApplyResult } from './topology/topology-migration';
export { MigrationRunsElsewhereError } from './topology/migration-record';
export { NothingToAdministerError } from './broker/create-broker-admin';
export { QueueMigrationError } from './topology/queue-work';

export { DeadLetters } from './dead-letters/dead-letters';
export {
  DEAD_LETTER_STATUSES,
  PARKING_REASONS,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterStatus,
  type ParkingReason,
} from './dead-letters/dead-letter';
export {
  DeadLetterSearch,
  UnknownCursorError,
  UnknownDeadLetterError,
} from './dead-letters/search/dead-letter-search';
export type {
  DeadLetterDetails,
  DeadLetterEvent,
  DeadLetterGroup,
  DeadLetterPage,
} from './dead-letters/search/dead-letter-details';
export { DeadLetterRedrive, UnknownRedriveError } from './dead-letters/redrive/dead-letter-redrive';
export {
  NothingToRedriveError,
  RedriveRequestError,
  type Redrive,
  type RedriveOptions,
  type RedriveStatus,
  type Requester,
} from './dead-letters/redrive/redrive';
export { DeadLetterDiscard, type Discarded } from './dead-letters/discard/dead-letter-discard';
export type { ParkingStory } from './dead-letters/parking-story';

export { EventingSession } from './eventing.session';
export { OutboxStatus, type OutboxReport } from './outbox/status/outbox-status';
export type { OutboxPartition } from './outbox/status/outbox-partition';
export { EventingDoctor } from './doctor/eventing-doctor';
export type { Finding } from './doctor/finding';
export { BrokerUnavailableError } from './broker/broker-errors';
export { ProjectionList, type ProjectionReport } from './projections/list/projection-list';
export { EventTail, type TailOptions } from './outbox/tail/event-tail';
export type { TailedEvent, TailFilter } from './outbox/tail/tailed-event';
