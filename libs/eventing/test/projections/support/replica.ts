import { DataSource, type EntityTarget } from 'typeorm';
import type { Broker, IncomingMessage } from '../../../src/broker/broker';
import { BrokerNames } from '../../../src/broker/names';
import { DeadLetters } from '../../../src/dead-letters/dead-letters';
import type { BreakerOptions } from '../../../src/handlers/breaker/breaker-options';
import { Inbox } from '../../../src/inbox/inbox';
import { assembleProjection, assembleRunner } from '../../../src/projections/assemble-projection';
import type { ProjectionConsumer } from '../../../src/projections/projection-consumer';
import { KeyRing } from '../../../src/personal-data/keys/key-ring';
import type { BatchKeys } from '../../../src/projections/batches/personal-events';
import { ProjectionProgress } from '../../../src/projections/progress/projection-progress';
import { readDefinition } from '../../../src/projections/projection-definition';
import type { ProjectionRegistry } from '../../../src/projections/projection-registry';
import { ReadModels } from '../../../src/projections/read-models';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';

/** One process of a service as far as one projection is concerned: own connections, own runner. */
export interface Replica {
  dataSource: DataSource;
  unitOfWork: UnitOfWork;
  deadLetters: DeadLetters;
  /** Of this process. */
  readModels: ReadModels;
  /** Applies messages as one batch. */
  apply(messages: IncomingMessage[]): Promise<void>;
  /** Why it is waiting, if it is. */
  waitingFor(): string | undefined;
  consumer(broker: ConsumingBroker, batchSize?: number, breaker?: BreakerOptions): ProjectionConsumer;
  stop(): Promise<void>;
}

/** What a projection puts back, when its folds fail for everything, is published. */
type ConsumingBroker = Pick<Broker, 'consume'> & Partial<Pick<Broker, 'publish'>>;

const takesNothing: Broker['publish'] = () => Promise.reject(new Error('This test publishes nothing.'));

/** These events tell of nobody. */
const NOBODY: BatchKeys = {
  keysFor: () => Promise.resolve(new KeyRing()),
  obtain: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

export interface ReplicaOptions {
  url: string;
  projection: object;
  entities: EntityTarget<object>[];
  service?: string;
  namespace?: string;
}

export async function startReplica({ url, projection, entities, ...rest }: ReplicaOptions): Promise<Replica> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url,
    entities: entities as [],
    poolSize: 2,
  }).initialize();
  const unitOfWork = new UnitOfWork(dataSource);
  const deadLetters = new DeadLetters(unitOfWork, new Inbox(unitOfWork));
  const names = new BrokerNames(rest.service ?? 'shop', rest.namespace);
  const around = { dataSource, unitOfWork, deadLetters, names, personal: NOBODY };
  const definition = readDefinition(projection);
  const progress = new ProjectionProgress();
  const { reader, runner, patience, held, stop } = assembleRunner(definition, around, progress);
  const registry: Pick<ProjectionRegistry, 'all'> = { all: () => [{ definition, progress }] };
  return {
    dataSource,
    unitOfWork,
    deadLetters,
    readModels: new ReadModels(registry as ProjectionRegistry, dataSource),
    apply: async (messages) => {
      await runner.apply(messages.map((message) => reader.read(message)));
    },
    waitingFor: () => patience.waitingFor,
    consumer: (broker, batchSize = 500, breaker) =>
      assembleProjection(definition, {
        ...around,
        broker: {
          consume: broker.consume.bind(broker),
          publish: broker.publish?.bind(broker) ?? takesNothing,
        },
        options: { projections: { batchSize, lanes: 2, prefetch: 4 * batchSize, lingerMs: 2, breaker } },
      }),
    stop: async () => {
      stop.abort();
      held.stop();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}
