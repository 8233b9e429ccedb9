import { setMaxListeners } from 'node:events';
import type { DataSource } from 'typeorm';
import type { Door } from '../admission/message-door';
import type { Broker } from '../broker/broker';
import type { BrokerNames } from '../broker/names';
import type { DeadLetters } from '../dead-letters/dead-letters';
import type { ResolvedEventingOptions } from '../eventing.options';
import { EVERY_PUBLIC_EVENT } from '../message/routing-key';
import type { ConsumerTally } from '../observability/consumer-tally';
import type { UnitOfWork } from '../unit-of-work/unit-of-work';
import {
  breakerProblem,
  resolveBreaker,
  type BreakerChoice,
  type BreakerOptions,
} from '../handlers/breaker/breaker-options';
import { ConsumptionBreaker } from '../handlers/breaker/consumption-breaker';
import { HandBack } from '../handlers/breaker/hand-back';
import { BatchTransaction } from './batches/batch-transaction';
import { FoldBreaker } from './batches/fold-breaker';
import { HeldWatch } from './streams/held-watch';
import { Parking } from './batches/parking';
import { PersonalEvents, type BatchKeys } from './batches/personal-events';
import { Patience } from './batches/patience';
import { ProjectionProgress } from './progress/projection-progress';
import { MessageReader } from './streams/message-reader';
import { ProjectionConsumer, type ProjectionParts } from './projection-consumer';
import type { ProjectionDefinition } from './projection-definition';
import { ProjectionDeclarationError, UnplaceableEventError } from './projection-errors';
import { ProjectionRunner, type RunnerAudience } from './projection-runner';
import { SnapshotArrivals } from '../snapshots/asking/snapshot-arrivals';
import { RowShape } from './rows/row-shape';
import { RowTable } from './rows/row-table';
import { StreamState } from './streams/stream-state';

/** What a projection needs of the application around it. */
export interface ProjectionSurroundings {
  dataSource: DataSource;
  unitOfWork: UnitOfWork;
  deadLetters: Pick<DeadLetters, 'park'>;
  names: BrokerNames;
  broker: Pick<Broker, 'consume' | 'publish'>;
  options: Pick<ResolvedEventingOptions, 'projections'>;
  personal: BatchKeys;
  door?: Door;
}

/** The part of a projection that knows nothing of a broker. */
export type RunningParts = Pick<
  ProjectionParts,
  'reader' | 'patience' | 'held' | 'lag' | 'tally' | 'stop'
> & {
  runner: ProjectionRunner;
};

/**
 * Puts the parts of a projection together.
 *
 * @throws ProjectionDeclarationError when its entity is not one that a projection can keep.
 */
export function assembleProjection(
  definition: ProjectionDefinition,
  around: ProjectionSurroundings,
  progress = new ProjectionProgress(),
): ProjectionConsumer {
  const { name } = definition;
  const { batchSize, lanes, prefetch, lingerMs, breaker: choice } = around.options.projections;
  const breaker = ConsumptionBreaker.of(name, breakerFor(name, choice));
  const queue = around.names.queue(name);
  return new ProjectionConsumer({
    definition: {
      name,
      kind: 'projection',
      subscriptions: definition.followed.services.map((service) => ({
        service,
        routingKey: EVERY_PUBLIC_EVENT,
      })),
      ...(definition.snapshots.length > 0 && { takesSnapshots: true }),
      retryDelays: [],
    },
    queue,
    breaker,
    handBack: new HandBack(around.broker, around.names, queue, []),
    broker: around.broker,
    batches: { size: batchSize, lingerMs, lanes },
    prefetch: Math.max(prefetch, batchSize),
    ...assembleRunner(definition, around, progress, breaker),
  });
}

/** @throws ProjectionDeclarationError as {@link assembleProjection}. */
export function assembleRunner(
  definition: ProjectionDefinition,
  around: Omit<ProjectionSurroundings, 'broker' | 'options'>,
  progress = new ProjectionProgress(),
  breaker?: ConsumptionBreaker,
): RunningParts {
  const { name, folds, followed } = definition;
  const shape = shapeOf(definition, around.dataSource);
  const reader = new MessageReader({ folds, followed, key: keyInTable(definition, shape) }, around.door);
  const transaction = transactionOf(definition, around, shape, reader, progress.tally, breaker);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every message that is put back may wait for it
  const patience = new Patience(name, stop.signal);
  const held = new HeldWatch(name, around.dataSource.manager);
  return {
    reader,
    runner: new ProjectionRunner(
      {
        run: (batch) => measured(progress.tally, () => transaction.run(batch)),
        settleForeign: (marks) => transaction.settleForeign(marks),
      },
      patience,
      audienceOf(progress, held),
      new SnapshotArrivals(name, around.dataSource.manager),
    ),
    patience,
    held,
    lag: progress.lag,
    tally: progress.tally,
    stop,
  };
}

function transactionOf(
  definition: ProjectionDefinition,
  around: Omit<ProjectionSurroundings, 'broker' | 'options'>,
  shape: RowShape,
  reader: MessageReader,
  tally: ConsumerTally,
  breaker: ConsumptionBreaker | undefined,
): BatchTransaction {
  const { name } = definition;
  return new BatchTransaction(
    shape,
    new RowTable(shape, !definition.rowsBelongToAggregates),
    new StreamState(name, reader),
    new Parking(name, around.names, around.deadLetters, around.unitOfWork, tally),
    around.unitOfWork,
    name,
    new FoldBreaker(breaker),
    new PersonalEvents(reader, around.personal),
  );
}

/**
 * The key as the table has it. Where the gate is the row's only lock, two subjects must not mean one row, as a UUID in
 * upper case and the same in lower case would.
 */
export function keyInTable(definition: ProjectionDefinition, shape: RowShape): ProjectionDefinition['key'] {
  return (event, meta) => {
    const key = shape.keyOf(definition.key(event, meta));
    if (!definition.rowsBelongToAggregates || key === meta.subject) return key;
    throw new UnplaceableEventError(
      `The subject ${meta.subject} is ${key} in the table: write it like that, or two aggregates would share a row.`,
    );
  };
}

function audienceOf(progress: ProjectionProgress, held: HeldWatch): RunnerAudience {
  return {
    committed: (report) => {
      progress.count(report);
      progress.committed(report.moves, report.times);
    },
    heldChanged: () => held.changed(),
  };
}

/** A try of a batch, whether it fails or not; the waiting between two of them does not count. */
async function measured<T>(tally: ConsumerTally, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } finally {
    tally.duration.record((performance.now() - began) / 1_000);
  }
}

function breakerFor(projection: string, options: BreakerOptions | false | undefined): BreakerChoice {
  const breaker = resolveBreaker(undefined, options);
  const problem = breakerProblem(breaker);
  if (problem) throw new ProjectionDeclarationError(`The projection ${projection}: ${problem}`);
  return breaker;
}

function shapeOf({ name, into }: ProjectionDefinition, dataSource: DataSource): RowShape {
  if (dataSource.hasMetadata(into)) return new RowShape(dataSource.getMetadata(into), dataSource.driver);
  throw new ProjectionDeclarationError(
    `The projection ${name} writes into ${into.name}, which the data source does not know. Decorate it with @Entity() and ` +
      'add it to the entities of the database module.',
  );
}
