import { BrokerNames } from '../../src/broker/names';
import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';
import { computeTopology } from '../../src/broker/compute-topology';
import { eventually } from '@warren/eventing/testing';
import { TcpProxy } from '../support/tcp-proxy';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { settle, type LedgerEvent } from './support/ledger';
import { ParcelMoved } from './support/parcel';
import { parcelOptions, parcelService, type Service } from './support/service';

jest.setTimeout(120_000);

const options = {
  relay: { leaseMs: 5_000, pollMs: 200, batchSize: 100 },
  broker: { namespace: testNamespace(), expireAfterMs: EXPIRE_AFTER_MS },
};
const names = new BrokerNames('parcels', options.broker.namespace);

let database: TestDatabase;
let proxy: TcpProxy;
let publishing: RabbitBroker;
let consuming: RabbitBroker;
let service: Service;
const arrived: LedgerEvent[] = [];
const committed: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await TcpProxy.before(RABBITMQ_URL);
  publishing = new RabbitBroker('parcels', proxy.url, { reconnectMs: 100 });
  consuming = new RabbitBroker('parcels', RABBITMQ_URL);
  publishing.start();
  consuming.start();
  service = parcelService(database.dataSource, publishing, options);
  service.relay.start();
});
afterAll(async () => {
  await service.relay.stop();
  await Promise.all([publishing.close(), consuming.close()]);
  await proxy.close();
  await database.drop();
});

async function publish(transactions: number): Promise<void> {
  for (let step = 0; step < transactions; step++) {
    const nth = committed.length / 20 + 1;
    await service.unitOfWork.run(async () => {
      for (let n = 0; n < 20; n++) service.outbox.publish(new ParcelMoved({ parcelId: `p${n}`, step }));
    });
    for (let n = 0; n < 20; n++) committed.push(`parcel/p${n} ${nth}`);
  }
}

const everything = (): Promise<unknown> =>
  eventually(
    `all events: ${settle(committed, arrived).lost.length} are missing`,
    () => settle(committed, arrived).lost.length === 0,
    60_000,
  );

async function declareAndConsume(): Promise<void> {
  const subscriptions = [{ service: 'parcels', routingKey: '#' }];
  const definition = { name: 'watch', kind: 'handler' as const, subscriptions, retryDelays: [] };
  await consuming.declare(computeTopology(names, [definition], parcelOptions(options)));
  consuming.consume({ queue: names.queue('watch'), prefetch: 100 }, (message) => {
    arrived.push(JSON.parse(message.body.toString()) as LedgerEvent);
    message.ack();
  });
}

describe('over RabbitMQ, the relay', () => {
  it('loses nothing while its exchange does not exist, and then sends everything, in order and once', async () => {
    await publish(10);
    await eventually('the relay to be active', () => service.relay.status().role === 'active');
    await eventually('a batch to be tried', () => service.relay.status().lastPosition > 0);
    await service.relay.stop();
    expect(service.relay.status().published).toBe(0);
    // Without a relay meanwhile: what it sends between the declaring of the exchange and of the queue is for nobody.
    await declareAndConsume();
    service = parcelService(database.dataSource, publishing, options);
    service.relay.start();
    await everything();
    expect(settle(committed, arrived)).toMatchObject({ lost: [], backward: [], duplicates: 0 });
  });

  it('repeats what a cut connection left unconfirmed, in order', async () => {
    const target = arrived.length + 6_000;
    const writing = publish(300);
    for (let cut = 1; cut <= 3; cut++) {
      await eventually('events on their way', () => arrived.length > target - 6_000 + cut * 1_000);
      proxy.cut();
    }
    await writing;
    await everything();
    expect(settle(committed, arrived)).toMatchObject({ lost: [], backward: [] });
  });

  it('goes on once the broker can be reached again, while events are accepted all the time', async () => {
    proxy.refuse();
    await eventually('the relay to notice', () => publishing.status() !== 'connected');
    await publish(20);
    expect(settle(committed, arrived).lost).toHaveLength(400);
    proxy.letThrough();
    await everything();
    expect(settle(committed, arrived)).toMatchObject({ lost: [], backward: [] });
  });
});
