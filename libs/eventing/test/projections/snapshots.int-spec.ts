import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from '../../src/broker/broker';
import type { EventEnvelope } from '../../src/message/envelope';
import { decodeEnvelope } from '../../src/message/codec';
import { metaOf } from '../../src/projections/event-meta';
import {
  ParcelPacked,
  ParcelReturned,
  ParcelScanned,
  ParcelWeighed,
  type ParcelHistory,
} from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { batchesOf } from './support/histories';
import { ParcelCopyProjection, snapshotOf } from './support/parcel-copy';
import type { Replica } from './support/replica';
import { envelopeOf, messageOf } from './support/wire';

Logger.overrideLogger(false);

const PARCELS = 4;

type What = 'packed' | 'scanned' | 'returned' | 'weighed';
type Step = { parcel: number; what: What; place: string; amount: number; lost: boolean };

/** A day in the depot, and everything that is ever sent of it. */
interface Day {
  /** Every event, in order. */
  events: IncomingMessage[];
  /** The events that arrive, and a snapshot after some of them. */
  sent: IncomingMessage[];
}

let depot: DepotDatabase;
let replicas: Replica[];

beforeAll(async () => {
  depot = await DepotDatabase.create();
  replicas = [
    await depot.replica(new ParcelCopyProjection()),
    await depot.replica(new ParcelCopyProjection()),
  ];
});
afterAll(() => depot.drop());
beforeEach(() => depot.clear());

const steps = fc.array(
  fc.record<Step>({
    parcel: fc.nat(PARCELS - 1),
    what: fc.constantFrom<What>('packed', 'scanned', 'scanned', 'scanned', 'returned', 'weighed'),
    place: fc.constantFrom('dock', 'ramp', 'van', 'door'),
    amount: fc.integer({ min: 1, max: 50 }),
    lost: fc.boolean(),
  }),
  { minLength: 1, maxLength: 50 },
);

const days = steps.chain((its) =>
  fc.record({
    steps: fc.constant(its),
    snapshotsAfter: fc.uniqueArray(fc.nat(its.length - 1), { maxLength: 12 }),
    seed: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 100, maxLength: 100 }),
    batchSize: fc.integer({ min: 1, max: 25 }),
  }),
);

const projection = new ParcelCopyProjection();

function eventOf(parcelId: string, { what, place, amount }: Step): object {
  const events = {
    packed: () => new ParcelPacked({ parcelId, items: [{ product: 'p', quantity: amount }] }),
    scanned: () => new ParcelScanned({ parcelId, place, worth: amount }),
    returned: () => new ParcelReturned({ parcelId }),
    weighed: () => new ParcelWeighed({ parcelId }),
  };
  return events[what]();
}

function fold(
  row: ParcelHistory | undefined,
  event: object,
  envelope: EventEnvelope,
): ParcelHistory | undefined {
  const meta = metaOf(envelope, envelope.sequence ?? 0);
  if (event instanceof ParcelPacked) return projection.packed(row, event, meta);
  if (event instanceof ParcelScanned) return projection.scanned(row, event, meta);
  return event instanceof ParcelReturned ? undefined : row;
}

/** @param spoil snapshots that cannot be folded; then nothing is lost, for nothing could stand in for it. */
function dayOf(its: Step[], snapshotsAfter: number[], spoil = false): Day {
  const ids = Array.from({ length: PARCELS }, () => randomUUID());
  const rows = new Map<string, ParcelHistory | undefined>();
  const counts = new Map<string, number>();
  const lastSnapshot = new Map<string, number>();
  const all = its.map((step, index) => {
    const parcelId = ids[step.parcel] as string;
    const sequence = (counts.get(parcelId) ?? 0) + 1;
    counts.set(parcelId, sequence);
    const event = eventOf(parcelId, step);
    const envelope = envelopeOf(event, sequence);
    rows.set(parcelId, fold(rows.get(parcelId), event, envelope));
    const snapshot = snapshotsAfter.includes(index) && snapshotOf(parcelId, rows.get(parcelId));
    if (snapshot) lastSnapshot.set(parcelId, sequence);
    if (snapshot && spoil) snapshot.places.push('nowhere');
    return { step, parcelId, sequence, event: messageOf(envelope), snapshot };
  });
  const arrives = (parcelId: string, sequence: number, { lost }: Step) =>
    spoil || !lost || sequence > (lastSnapshot.get(parcelId) ?? 0);
  return {
    events: all.map(({ event }) => event),
    sent: all.flatMap(({ step, parcelId, sequence, event, snapshot }) => [
      ...(arrives(parcelId, sequence, step) ? [event] : []),
      ...(snapshot ? [messageOf(envelopeOf(snapshot, sequence, { snapshot: 'state' }))] : []),
    ]),
  };
}

/** In any order, some of them twice. */
function inDisorder<T>(sent: T[], seed: number[]): T[] {
  const at = (index: number) => seed[index % seed.length] as number;
  const twice = sent.filter((_, index) => at(index) > 0.7);
  return [...sent, ...twice]
    .map((item, index) => ({ item, at: at(index * 7 + 3) }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

async function deliver(messages: IncomingMessage[], batchSize: number): Promise<void> {
  const batches = batchesOf(messages, batchSize);
  await Promise.all(
    replicas.map(async (replica, index) => {
      for (const [turn, batch] of batches.entries())
        if (turn % replicas.length === index) await replica.apply(batch);
    }),
  );
}

async function readModel() {
  const rows = await depot.query('select * from parcel_history order by id');
  const { gates, held } = await depot.remains('parcel-copy');
  await depot.clear();
  return { rows, gates, held };
}

describe('snapshots among events, in any order, any number of times', () => {
  it('leave the same read model as all events in order, also where they stand in for lost ones', async () => {
    await fc.assert(
      fc.asyncProperty(days, async ({ steps: its, snapshotsAfter, seed, batchSize }) => {
        const { events, sent } = dayOf(its, snapshotsAfter);
        await replicas[0]?.apply(events);
        const calm = await readModel();
        await deliver(inDisorder(sent, seed), batchSize);
        expect(await readModel()).toEqual(calm);
        expect(calm.held).toBe(0);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('cost no event when they cannot be folded', async () => {
    await fc.assert(
      fc.asyncProperty(days, async ({ steps: its, snapshotsAfter, seed, batchSize }) => {
        const { events, sent } = dayOf(its, snapshotsAfter, true);
        await replicas[0]?.apply(events);
        const calm = await readModel();
        await deliver(inDisorder(sent, seed), batchSize);
        expect(await readModel()).toEqual(calm);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('a snapshot', () => {
  const [parcelId, changedAt] = [randomUUID(), new Date('2030-01-01T00:00:00Z')];
  const scan = (sequence: number) =>
    messageOf(envelopeOf(new ParcelScanned({ parcelId, place: `p${sequence}` }), sequence));
  const snapshot = (sequence: number | undefined, places: string[], changes: Partial<EventEnvelope> = {}) =>
    messageOf(
      envelopeOf(snapshotOf(parcelId, { id: parcelId, places, pieces: 0, worth: 0, changedAt }), 1, {
        sequence,
        snapshot: 'state',
        ...changes,
      }),
    );
  const places = async () =>
    (await depot.query<{ places: string[] }>('select places from parcel_history'))[0]?.places;
  const stream = `/depot/parcel/${parcelId}`;

  it('fills the hole that events wait behind, and they follow at once', async () => {
    await replicas[0]?.apply([scan(4), scan(6), scan(7)]);
    expect(await depot.remains('parcel-copy')).toMatchObject({ gates: {}, held: 3 });
    await replicas[1]?.apply([snapshot(5, ['so far'])]);
    expect(await places()).toEqual(['so far', 'p6', 'p7']);
    expect(await depot.remains('parcel-copy')).toEqual({ gates: { [stream]: 7 }, held: 0, parked: {} });
  });

  it('is ignored when it is not newer than what was applied', async () => {
    await replicas[0]?.apply([scan(1), scan(2)]);
    await replicas[0]?.apply([snapshot(1, ['old']), snapshot(2, ['the same'])]);
    expect(await places()).toEqual(['p1', 'p2']);
  });

  it('tells of an aggregate of which nothing was ever published', async () => {
    await replicas[0]?.apply([snapshot(undefined, ['before all events'])]);
    expect(await places()).toEqual(['before all events']);
    await replicas[0]?.apply([scan(1)]);
    expect(await places()).toEqual(['before all events', 'p1']);
  });

  it('is parked when the table refuses it, and what comes with it is applied', async () => {
    const tooMuch = envelopeOf(
      snapshotOf(parcelId, { id: parcelId, places: [], pieces: 0, worth: 1_000_000, changedAt }),
      2,
      { snapshot: 'state' },
    );
    await replicas[0]?.apply([messageOf(tooMuch), scan(3), scan(1), scan(2)]);
    expect(await places()).toEqual(['p1', 'p2', 'p3']);
    expect(await depot.remains('parcel-copy')).toMatchObject({ held: 0, parked: { [stream]: [2] } });
  });

  it('is parked, and moves no gate, when it is not marked as one; so is an event that is marked', async () => {
    await replicas[0]?.apply([snapshot(5, [], { snapshot: undefined })]);
    await replicas[0]?.apply([messageOf({ ...decodeEnvelope(scan(5).body), snapshot: 'state' })]);
    expect(await depot.remains('parcel-copy')).toEqual({ gates: {}, held: 0, parked: { [stream]: [5, 5] } });
  });

  it('moves no gate of a projection that has no fold for it', async () => {
    const { ParcelHistoryProjection } = await import('./support/depot');
    const other = await depot.replica(new ParcelHistoryProjection());
    await other.apply([snapshot(5, ['unasked for'])]);
    expect(await depot.remains('parcel-history')).toEqual({ gates: {}, held: 0, parked: {} });
  });
});
