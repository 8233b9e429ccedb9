import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from '../../src/broker/broker';
import {
  ParcelHistoryProjection,
  ParcelPacked,
  ParcelReturned,
  ParcelScanned,
  ParcelWeighed,
  PlaceTrafficProjection,
} from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { batchesOf } from './support/histories';
import type { Replica } from './support/replica';
import { envelopeOf, messageOf } from './support/wire';

/** However deliveries are shuffled, doubled, delayed and spread over replicas, the read models are those of a calm day. */
describe('deliveries in any order, any number of times', () => {
  let depot: DepotDatabase;
  let histories: Replica[];
  let traffics: Replica[];

  beforeAll(async () => {
    depot = await DepotDatabase.create();
    histories = [
      await depot.replica(new ParcelHistoryProjection()),
      await depot.replica(new ParcelHistoryProjection()),
    ];
    traffics = [
      await depot.replica(new PlaceTrafficProjection()),
      await depot.replica(new PlaceTrafficProjection()),
    ];
  });
  afterAll(() => depot.drop());

  type Step = {
    parcel: number;
    what: 'packed' | 'scanned' | 'returned' | 'weighed';
    place: string;
    amount: number;
  };

  const steps = fc.array(
    fc.record<Step>({
      parcel: fc.nat(4),
      what: fc.constantFrom('packed', 'scanned', 'scanned', 'scanned', 'returned', 'weighed'),
      place: fc.constantFrom('dock', 'ramp', 'van', 'door'),
      amount: fc.integer({ min: 1, max: 50 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  const deliveries = steps.chain((its) =>
    fc.record({
      steps: fc.constant(its),
      order: fc.shuffledSubarray([...its.keys()], { minLength: its.length }),
      again: fc.array(fc.nat(its.length - 1), { maxLength: 30 }),
      batchSize: fc.integer({ min: 1, max: 25 }),
    }),
  );

  function messagesOf(its: Step[]): IncomingMessage[] {
    const parcels = Array.from({ length: 5 }, () => randomUUID());
    const counts = new Map<number, number>();
    return its.map(({ parcel, what, place, amount }) => {
      const at = (counts.get(parcel) ?? 0) + 1;
      counts.set(parcel, at);
      const parcelId = parcels[parcel] ?? '';
      const events = {
        packed: () => new ParcelPacked({ parcelId, items: [{ product: 'p', quantity: amount }] }),
        scanned: () => new ParcelScanned({ parcelId, place, worth: amount }),
        returned: () => new ParcelReturned({ parcelId }),
        weighed: () => new ParcelWeighed({ parcelId }),
      };
      return messageOf(envelopeOf(events[what](), at));
    });
  }

  async function readModels() {
    const tables = ['parcel_history', 'place_traffic', 'eventing.projection_gate'];
    const models = await Promise.all(
      tables.map((table) => depot.query(`select * from ${table} order by 1, 2`)),
    );
    const held = await depot.query('select * from eventing.projection_held');
    await depot.clear();
    return { models, held };
  }

  it('leave the same read models', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ steps: its, order, again, batchSize }) => {
        const messages = messagesOf(its);
        await histories[0]?.apply(messages);
        await traffics[0]?.apply(messages);
        const calm = await readModels();

        const delivered = [...order, ...again].map((index) => messages[index] as IncomingMessage);
        const batches = batchesOf(delivered, batchSize);
        await Promise.all(
          [histories, traffics].flatMap((replicas) =>
            replicas.map(async (replica, index) => {
              for (const [turn, batch] of batches.entries())
                if (turn % replicas.length === index) await replica.apply(batch);
            }),
          ),
        );
        expect(await readModels()).toEqual(calm);
        expect(calm.held).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 90_000);
});
