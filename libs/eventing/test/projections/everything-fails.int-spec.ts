import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import type { Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import type { EventEnvelope } from '../../src/message/envelope';
import { computeTopology } from '../../src/broker/compute-topology';
import { resolveOptions } from '../../src/resolve-options';
import type { EventMeta } from '../../src/projections/event-meta';
import { On } from '../../src/projections/on.decorator';
import type { ProjectionConsumer } from '../../src/projections/projection-consumer';
import { Projection } from '../../src/projections/projection.decorator';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { ParcelHistory, ParcelHistoryProjection, ParcelScanned } from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { publishAll } from './support/deliveries';
import { parcelIds } from './support/histories';
import { brokerFor } from './support/projecting-service';
import { envelopeOf } from './support/wire';

Logger.overrideLogger(false);
jest.setTimeout(120_000);

/** As deployed: it throws for whatever the test says, until the test mends it. */
@Projection({ name: 'parcel-history', into: ParcelHistory })
class FlawedHistory extends ParcelHistoryProjection {
  flaw: (event: ParcelScanned) => boolean = () => true;
  /** How the flaw shows: the fold throws, or makes a row that the table refuses. */
  shows: 'throws' | 'refused' = 'throws';

  @On(ParcelScanned)
  override scanned(row: ParcelHistory | undefined, event: ParcelScanned, meta: EventMeta): ParcelHistory {
    if (!this.flaw(event)) return super.scanned(row, event, meta);
    if (this.shows === 'throws') throw new TypeError("Cannot read properties of undefined (reading 'place')");
    return super.scanned(row, { ...event, worth: 1_000_000 }, meta);
  }
}

describe('A projection whose folds fail for everything', () => {
  let depot: DepotDatabase;
  let broker: Broker;
  let namespace: string;
  let projection: FlawedHistory;
  let consumer: ProjectionConsumer;

  beforeEach(async () => {
    depot = await DepotDatabase.create();
    namespace = testNamespace();
    broker = brokerFor(namespace);
    broker.start();
    await eventually('a connection', () => broker.status() === 'connected');
    projection = new FlawedHistory();
    const replica = await depot.replica(projection, { namespace });
    consumer = replica.consumer(broker, 100, { firstPause: '50ms', longestPause: '200ms' });
    const options = resolveOptions({
      service: 'shop',
      broker: { url: RABBITMQ_URL, namespace, expireAfterMs: EXPIRE_AFTER_MS },
    });
    await broker.declare(computeTopology(new BrokerNames('shop', namespace), [consumer.definition], options));
    consumer.start();
  });
  afterEach(async () => {
    await consumer.cancel();
    await consumer.drain();
    await consumer.close();
    await broker.close();
    await depot.drop();
  });

  const days = (parcels: string[]): EventEnvelope[] =>
    ['dock', 'ramp', 'van'].flatMap((place, at) =>
      parcels.map((parcelId) => envelopeOf(new ParcelScanned({ parcelId, place }), at + 1)),
    );
  const publish = (events: EventEnvelope[]) => publishAll(broker, namespace, events);
  const breaker = () => consumer.status().breaker;
  const untilInVain = (probes: number) =>
    eventually('it has looked in vain', () => (breaker()?.failedProbes ?? 0) >= probes);
  const parked = async () => Object.keys((await depot.remains('parcel-history')).parked).length;
  const histories = () => depot.query<{ places: string[] }>('select places from parcel_history');
  const untilApplied = (count: number) =>
    eventually(`all ${count} are applied`, async () => {
      const rows = await histories();
      return rows.length === count && rows.every(({ places }) => places.join() === 'dock,ramp,van');
    });

  it.each(['throws', 'refused'] as const)(
    'pauses, parks next to nothing, and applies everything in order when it is mended: %s',
    async (shows) => {
      projection.shows = shows;
      const parcels = parcelIds(400);
      await publish(days(parcels));
      await untilInVain(4);
      expect(consumer.status()).toMatchObject({ state: 'waiting', breaker: { pauses: 1 } });
      expect(consumer.status().detail).toMatch(/Cannot read properties|out of range/);
      const lost = await parked();
      expect(lost).toBeLessThanOrEqual(5); // those that failed before it had seen enough, and one in the other lane
      expect(await histories()).toEqual([]);
      projection.flaw = () => false;
      await untilApplied(400 - lost);
      expect(await parked()).toBe(lost);
      await eventually('it works again', () => consumer.status().state === 'consuming');
    },
  );

  it('parks a run of bad events after all when others succeed', async () => {
    const bad = parcelIds(30);
    projection.flaw = ({ parcelId }) => bad.includes(parcelId);
    await publish(days(bad));
    await untilInVain(1);
    expect(await parked()).toBeLessThanOrEqual(5);
    const good = parcelIds(60);
    await publish(days(good));
    await untilApplied(60);
    await eventually('the bad ones are parked', async () => (await parked()) === 30);
    await eventually('it works again', () => consumer.status().state === 'consuming');
  });

  it('does not pause for payloads that break their rules', async () => {
    const broken = parcelIds(50).map((parcelId) =>
      envelopeOf(new ParcelScanned({ parcelId, place: 7 as never }), 1),
    );
    await publish(broken);
    await eventually('they are parked', async () => (await parked()) === 50);
    expect(breaker()).toMatchObject({ state: 'closed', pauses: 0 });
  });
});
