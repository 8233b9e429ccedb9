import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { onRabbit } from '../broker/rabbit-admin';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { DepotDatabase } from './support/depot-database';
import { parcelIds, scans } from './support/histories';
import { ProjectingService } from './support/projecting-service';

Logger.overrideLogger(false);
jest.setTimeout(120_000);

const PLACES = ['a', 'b', 'c'];

describe('A projection whose table is missing', () => {
  let depot: DepotDatabase;
  let proxy: TcpProxy;
  let service: ProjectingService;

  beforeEach(async () => {
    depot = await DepotDatabase.create();
    proxy = await TcpProxy.before(RABBITMQ_URL);
  });
  afterEach(async () => {
    await depot.query('alter table if exists not_there_yet rename to parcel_history');
    await service?.stop();
    await proxy.close();
    await depot.drop();
  });

  it('waits for it through more lost connections than the delivery limit allows, and misses no event', async () => {
    const namespace = testNamespace();
    service = await ProjectingService.start({
      databaseUrl: depot.database.url,
      namespace,
      projections: ['parcel-history'],
      batchSize: 5,
      deliveryLimit: 2,
      brokerUrl: proxy.url,
    });
    const parcels = parcelIds(21);
    const publish = async (messages: ReturnType<typeof scans>) => {
      for (const message of messages)
        await service.broker.publish({ ...message, exchange: `${namespace}.depot.events` });
    };
    const applied = async () => Object.values((await depot.remains('parcel-history')).gates).length;
    await publish(scans(parcels[0] as string, PLACES));
    await eventually('the first are applied', applied);

    await depot.query('alter table parcel_history rename to not_there_yet');
    await publish(parcels.slice(1).flatMap((parcel) => scans(parcel, PLACES)));
    const status = () => service.consumers[0]?.status();
    await eventually('it takes no more', () => status()?.detail?.includes('the others stay in the queue'));
    expect(status()).toMatchObject({ state: 'waiting', detail: expect.stringContaining('parcel_history') });
    for (let cuts = 0; cuts < 5; cuts += 1) {
      proxy.cut();
      await eventually('the cut is noticed', () => service.broker.status() !== 'connected');
      await eventually('a connection', () => service.broker.status() === 'connected');
    }
    await depot.query('alter table not_there_yet rename to parcel_history');
    await eventually('all are applied', async () => {
      const rows = await depot.query<{ places: string[] }>('select places from parcel_history');
      expect(rows.map(({ places }) => places)).toEqual(parcels.map(() => PLACES));
      return true;
    });
    await eventually('nothing is left', () => status()?.state === 'consuming' && status()?.inFlight === 0);
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 0, parked: {} });
    const dead = await onRabbit(RABBITMQ_URL, (amqp) => amqp.checkQueue(`${namespace}.shop.dead-letters`));
    expect(dead.messageCount).toBe(0);
  });
});
