// For the tests of services that use this library; never imported by running code.
export { allSnapshots } from './all-snapshots';
export { eventually } from './eventually';
export type { Expected } from './expectations';
export { handler, type HandlerScenario } from './handler-kit';
export type { HandlerOutcome } from './handler-outcome';
export {
  projection,
  type ProjectionOutcome,
  type ProjectionScenario,
  type RowOutcome,
} from './projection-kit';
export { withMeta, type TestMeta } from './published-event';
export { testOutbox, testUnitOfWork, type TestOutbox } from './test-outbox';
export { EventingHarness, type SettledOptions } from './harness/eventing-harness';
export type { HarnessService } from './harness/boot';
export type { RunningService } from './harness/running-service';
export { queuesOf } from './queues-of';
export { readAs } from './read-as';
export { readable } from './readable';
export { setEnvironment } from './environment';
export { createDatabase, query, type TestDatabase } from './test-database';
export { saga, type SagaOutcome, type SagaStory } from './saga-kit';
