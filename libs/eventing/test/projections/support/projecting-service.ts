import type { Broker } from '../../../src/broker/broker';
import { createBroker } from '../../../src/broker/create-broker';
import { BrokerNames } from '../../../src/broker/names';
import { computeTopology } from '../../../src/broker/compute-topology';
import { resolveOptions } from '../../../src/resolve-options';
import type { ProjectionConsumer } from '../../../src/projections/projection-consumer';
import { eventually } from '@warren/eventing/testing';
import { EXPIRE_AFTER_MS, RABBITMQ_URL } from '../../support/test-broker';
import { ParcelHistory, ParcelHistoryProjection, PlaceTraffic, PlaceTrafficProjection } from './depot';
import { startReplica, type Replica } from './replica';

const PROJECTIONS = {
  'parcel-history': ParcelHistoryProjection,
  'place-traffic': PlaceTrafficProjection,
};

export type ProjectionName = keyof typeof PROJECTIONS;

export interface ServiceSetup {
  databaseUrl: string;
  namespace: string;
  projections: ProjectionName[];
  batchSize?: number;
  /** Default: none that could be reached. */
  deliveryLimit?: number;
  /** Default: the RabbitMQ of the tests. */
  brokerUrl?: string;
}

/** One process of a service with these projections, consuming from the real broker. */
export class ProjectingService {
  private constructor(
    readonly consumers: ProjectionConsumer[],
    private readonly replicas: Replica[],
    readonly broker: Broker,
  ) {}

  /** @param alter changes to a replica before it consumes. */
  static async start(
    setup: ServiceSetup,
    alter: (replica: Replica) => void = () => undefined,
    wrap = (broker: Broker) => broker,
  ) {
    const { databaseUrl: url, namespace, batchSize } = setup;
    const options = optionsFor(setup);
    const broker = createBroker(options);
    const replicas = await Promise.all(
      setup.projections.map((name) =>
        startReplica({
          url,
          namespace,
          projection: new PROJECTIONS[name](),
          entities: [ParcelHistory, PlaceTraffic],
        }),
      ),
    );
    replicas.forEach(alter);
    const consumers = replicas.map((replica) => replica.consumer(wrap(broker), batchSize));
    broker.start();
    await eventually('the service is connected to the broker', () => broker.status() === 'connected');
    const names = new BrokerNames('shop', namespace);
    await broker.declare(
      computeTopology(
        names,
        consumers.map(({ definition }) => definition),
        options,
      ),
    );
    consumers.forEach((consumer) => consumer.start());
    return new ProjectingService(consumers, replicas, broker);
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.cancel()));
    await Promise.all(this.consumers.map((consumer) => consumer.drain()));
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await this.broker.close();
    await Promise.all(this.replicas.map((replica) => replica.stop()));
  }
}

export function brokerFor(namespace: string): Broker {
  return createBroker(optionsFor({ namespace }));
}

/** A process that is killed returns what it held; here that is done on purpose and far more often than a crash suspect would. */
function optionsFor({
  namespace,
  deliveryLimit = 1_000,
  brokerUrl: url = RABBITMQ_URL,
}: Pick<ServiceSetup, 'namespace' | 'deliveryLimit' | 'brokerUrl'>) {
  const broker = { url, namespace, expireAfterMs: EXPIRE_AFTER_MS, deliveryLimit };
  return resolveOptions({ service: 'shop', broker }, { NODE_ENV: 'test' });
}
