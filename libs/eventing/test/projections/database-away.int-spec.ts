import { Logger } from '@nestjs/common';
import type { IncomingMessage } from '../../src/broker/broker';
import type { ProjectionConsumer } from '../../src/projections/projection-consumer';
import { eventually } from '@warren/eventing/testing';
import { TcpProxy } from '../support/tcp-proxy';
import { ParcelHistoryProjection } from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { parcelIds, scans } from './support/histories';

Logger.overrideLogger(false);

/** The messages stay unacked until what they say is committed; nobody has to do anything for it to go on. */
describe('a projection whose database is away', () => {
  let depot: DepotDatabase;
  let proxy: TcpProxy;
  let consumer: ProjectionConsumer;
  let deliver: (message: IncomingMessage) => void;
  let acked: number;
  let pauses: string[];

  beforeEach(async () => {
    depot = await DepotDatabase.create();
    proxy = await TcpProxy.before(depot.database.url);
    const replica = await depot.replica(new ParcelHistoryProjection(), { url: proxy.url });
    let status: 'consuming' | 'stopped' = 'consuming';
    consumer = replica.consumer(
      {
        consume: (_options, callback) => {
          deliver = callback;
          const end = () => Promise.resolve(void (status = 'stopped'));
          const pause = () => pauses.push('pause');
          const resume = () => pauses.push('resume');
          return { status: () => status, pause, resume, cancel: end, close: end };
        },
      },
      10,
    );
    acked = 0;
    pauses = [];
    consumer.start();
  });
  afterEach(async () => {
    await consumer.close();
    await proxy.close();
    await depot.drop();
  });

  const messages = (parcels: string[]) =>
    parcels
      .flatMap((parcel) => scans(parcel, ['a', 'b', 'c']))
      .map((message) => {
        let settled = false;
        const settle = () => {
          if (!settled) acked += 1;
          return (settled = true);
        };
        return { ...message, ack: settle, ackUpTo: settle };
      });

  const applied = async () => Object.keys((await depot.remains('parcel-history')).gates).length;

  it('says so, acks nothing, and goes on by itself', async () => {
    proxy.refuse();
    messages(parcelIds(20)).forEach((message) => deliver(message));
    await eventually('it says what it waits for', () => consumer.status().state === 'waiting');
    expect(consumer.status()).toMatchObject({
      inFlight: 60,
      detail: expect.stringMatching(/ECONNRESET|terminated|hang up/i),
    });
    expect(acked).toBe(0);
    await eventually('it takes no more', () => pauses.length > 0);
    proxy.letThrough();
    await consumer.drain();
    expect(pauses).toEqual(['pause', 'resume']);
    expect(consumer.status()).toMatchObject({
      state: 'consuming',
      inFlight: 0,
      lag: expect.objectContaining({ events: 60 }),
    });
    expect([acked, await applied()]).toEqual([60, 20]);
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 0, parked: {} });
  });

  it('again and again in the middle of batches loses nothing and applies nothing twice', async () => {
    const parcels = parcelIds(150);
    messages(parcels).forEach((message) => deliver(message));
    let cuts = 0;
    for (let settled = 0; acked < 450; settled = acked) {
      await eventually('some are acked', () => acked > settled || acked === 450);
      proxy.cut();
      cuts += 1;
    }
    await consumer.drain();
    const rows = await depot.query<{ places: string[] }>('select places from parcel_history');
    expect(rows.map(({ places }) => places)).toEqual(parcels.map(() => ['a', 'b', 'c']));
    expect(cuts).toBeGreaterThan(3);
  });

  it('lets go when the process ends meanwhile: what is not committed is not acked', async () => {
    proxy.refuse();
    messages(parcelIds(5)).forEach((message) => deliver(message));
    await eventually('it waits', () => consumer.status().state === 'waiting');
    await consumer.cancel();
    await consumer.close();
    await consumer.drain();
    expect([acked, await applied(), consumer.status().state]).toEqual([0, 0, 'stopped']);
  });
});

describe('a replica that vanishes in the middle of a batch', () => {
  it('lets go of its gates after a while: the session ends its transaction by itself', async () => {
    const depot = await DepotDatabase.create();
    const replica = await depot.replica(new ParcelHistoryProjection());
    const settings: unknown[] = [];
    const { run } = replica.unitOfWork;
    jest.spyOn(replica.unitOfWork, 'run').mockImplementation(
      (work) =>
        run.call(replica.unitOfWork, async () => {
          const result = await work();
          settings.push(
            ...(await replica.unitOfWork.manager.query(
              `select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('transaction_isolation') as isolation`,
            )),
          );
          return result;
        }) as never,
    );
    await replica.apply(scans(parcelIds(1)[0] ?? '', ['a']));
    expect(settings).toEqual([{ idle: '30s', isolation: 'read committed' }]);
    await depot.drop();
  });
});
