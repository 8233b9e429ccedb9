export { EventingModule } from './eventing.module';
export type { EventingOptions } from './eventing.options';
export { EventingHealth, type EventingState } from './eventing.health';
export { eventingMigrations } from '../migrations';

export {
  ContractError,
  EventingError,
  InvalidPayloadError,
  MalformedMessageError,
  PermanentError,
  UnitOfWorkError,
  UnknownEventError,
} from './message/errors';
export {
  IntegrationEvent,
  contractOf,
  type Contract,
  type IntegrationEventOptions,
} from './message/integration-event';
export { Payload, type Fields } from './message/payload';
export type { EventEnvelope } from './message/envelope';
export { currentMessageContext, runInMessageContext, type MessageContext } from './message/message-context';

export { UnitOfWork } from './unit-of-work/unit-of-work';
export { Transactional } from './unit-of-work/transactional';
export { Outbox } from './outbox/outbox';

export {
  IdempotentHandler,
  type IdempotentHandlerOptions,
  type RetryOptions,
} from './handlers/idempotent-handler';
export type { Delivery } from './handlers/delivery';

export { Projection, type ProjectionOptions } from './projections/projection.decorator';
export { On } from './projections/on.decorator';
export type { EventMeta } from './projections/event-meta';

export { DeadLetters } from './dead-letters/dead-letters';
export type { DeadLetter, DeadLetterFilter, ParkingReason } from './dead-letters/dead-letter';
