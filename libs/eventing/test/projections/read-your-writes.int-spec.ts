import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { ConsistencyToken } from '../../src/consistency/consistency-token';
import { withConsistencyToken } from '../../src/consistency/with-consistency-token';
import { resolveOptions } from '../../src/resolve-options';
import { Outbox } from '../../src/outbox/outbox';
import { UnknownProjectionError } from '../../src/projections/read-models';
import { ClerkHired, ParcelHistoryProjection, ParcelScanned, PlaceTrafficProjection } from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { parcelIds, scans } from './support/histories';
import type { Replica } from './support/replica';

Logger.overrideLogger(false);

/** As long as it takes on a busy machine; where nothing comes, as short as can be. */
const PATIENT = { atMostMs: 60_000 };
const BRIEF = { atMostMs: 100 };

let depot: DepotDatabase;
let writer: Replica;
let outbox: Outbox;

beforeAll(async () => {
  depot = await DepotDatabase.create();
  writer = await depot.replica(new ParcelHistoryProjection());
  outbox = new Outbox(
    writer.unitOfWork,
    { nudge: () => undefined },
    resolveOptions({ service: 'depot' }, { NODE_ENV: 'test' }),
    { seal: () => Promise.resolve() },
  );
});
afterAll(() => depot.drop());

const scanned = (parcelId: string, place = 'dock') => new ParcelScanned({ parcelId, place });
const stream = (parcelId: string) => `/depot/parcel/${parcelId}`;
const [fresh] = [() => parcelIds(1)[0] as string];

/** What a command that publishes these is answered with. */
async function write(...events: object[]): Promise<ConsistencyToken> {
  const { token } = await withConsistencyToken(() =>
    writer.unitOfWork.run(async () => outbox.publishAll(events)),
  );
  return token;
}

describe('the token of a piece of work', () => {
  it('names the last event of each stream, across units of work', async () => {
    const [a, b] = [fresh(), fresh()];
    await write(scanned(a));
    const { result, token } = await withConsistencyToken(async () => {
      await writer.unitOfWork.run(async () => outbox.publishAll([scanned(a), scanned(b), scanned(a)]));
      await writer.unitOfWork.run(async () => outbox.publish(scanned(b)));
      return 'done';
    });
    expect(result).toBe('done');
    expect(Object.fromEntries(token.positions)).toEqual({ [stream(a)]: 3, [stream(b)]: 2 });
  });

  it('has nothing of what was rolled back: a savepoint, flushed or not, or all of it', async () => {
    const [kept, lost] = [fresh(), fresh()];
    const fail = () => {
      throw new Error('changed my mind');
    };
    const { token } = await withConsistencyToken(async () => {
      await writer.unitOfWork.run(async () => {
        outbox.publish(scanned(kept));
        for (const flush of [true, false]) {
          const nested = writer.unitOfWork.run(async () => {
            outbox.publish(scanned(lost));
            if (flush) await outbox.flush();
            fail();
          });
          await expect(nested).rejects.toThrow('changed my mind');
        }
        await writer.unitOfWork.run(async () => void outbox.publish(scanned(kept)));
      });
      const undone = writer.unitOfWork.run(async () => (outbox.publish(scanned(lost)), fail()));
      await expect(undone).rejects.toThrow('changed my mind');
    });
    expect(Object.fromEntries(token.positions)).toEqual({ [stream(kept)]: 2 });
  });

  it('belongs to whoever asked for it, and to who asked around that', async () => {
    const [a, b] = [fresh(), fresh()];
    const outer = await withConsistencyToken(async () => {
      const tokens = await Promise.all([write(scanned(a)), write(scanned(b))]);
      return tokens.map(({ positions }) => [...positions.keys()]);
    });
    expect(outer.result).toEqual([[stream(a)], [stream(b)]]);
    expect([...outer.token.positions.keys()].sort()).toEqual([stream(a), stream(b)].sort());
  });

  it('may recall what an earlier request has published', async () => {
    const [a, unheardOf] = [fresh(), fresh()];
    const first = await write(scanned(a), scanned(a));
    const repeated = await withConsistencyToken(() =>
      writer.unitOfWork.run(async () => {
        await outbox.recall(ParcelScanned, a);
        await outbox.recall(ParcelScanned, unheardOf);
      }),
    );
    expect(repeated.token).toEqual(first);
  });
});

describe('waiting for a read model', () => {
  const waitFor = (token: ConsistencyToken, limits = PATIENT, by = writer) =>
    by.readModels.waitFor(ParcelHistoryProjection, token, limits);
  const placesOf = async (id: string) =>
    (await depot.query<{ places: string[] }>('select places from parcel_history where id = $1', [id]))[0]
      ?.places;

  it('ends when the deliveries have come, however slow they are, and shows the write', async () => {
    const parcel = fresh();
    const token = await write(scanned(parcel, 'dock'), scanned(parcel, 'ramp'));
    let caughtUp: boolean | undefined;
    const waiting = waitFor(token).then((answer) => (caughtUp = answer));
    expect(await waitFor(token, BRIEF)).toBe(false);
    await writer.apply(scans(parcel, ['dock']));
    expect(await waitFor(token, BRIEF)).toBe(false);
    expect(caughtUp).toBeUndefined();
    await writer.apply(scans(parcel, ['ramp'], 2));
    expect(await waiting).toBe(true);
    expect(await placesOf(parcel)).toEqual(['dock', 'ramp']);
    expect(await waitFor(token, { atMostMs: 0 })).toBe(true);
  });

  it('ends when another replica has done the work', async () => {
    const parcel = fresh();
    const other = await depot.replica(new ParcelHistoryProjection());
    const waiting = waitFor(await write(scanned(parcel)));
    await other.apply(scans(parcel, ['dock']));
    expect(await waiting).toBe(true);
    expect(await placesOf(parcel)).toEqual(['dock']);
  });

  it('ends without success where the event is parked, though its read model lives on', async () => {
    const parcel = fresh();
    const token = await write(scanned(parcel, 'nowhere'), scanned(parcel));
    const waiting = waitFor(token, { atMostMs: 500 });
    await writer.apply(scans(parcel, ['nowhere', 'dock']));
    expect((await depot.remains('parcel-history')).parked).toEqual({ [stream(parcel)]: [1] });
    expect(await waiting).toBe(false);
  });

  it('does not wait for aggregates that the projection does not follow', async () => {
    const token = await write(new ClerkHired({ clerkId: randomUUID() }));
    expect(token.isEmpty).toBe(false);
    expect(await waitFor(token)).toBe(true);
    const elsewhere = new ConsistencyToken(new Map([['/warehouse/parcel/1', 1]]));
    expect(await waitFor(elsewhere)).toBe(true);
    const lookalike = new ConsistencyToken(new Map([[`/depot/parcel-locker/1`, 1]]));
    expect(await waitFor(lookalike)).toBe(true);
  });

  it('waits for the gate, whatever the rows are keyed by', async () => {
    const traffic = await depot.replica(new PlaceTrafficProjection());
    const parcel = fresh();
    const waiting = traffic.readModels.waitFor('place-traffic', await write(scanned(parcel)), PATIENT);
    await traffic.apply(scans(parcel, ['dock']));
    expect(await waiting).toBe(true);
  });

  it('ends when the service stops', async () => {
    const leaving = await depot.replica(new ParcelHistoryProjection());
    const token = await write(scanned(fresh()));
    const waiting = waitFor(token, PATIENT, leaving);
    leaving.readModels.beforeApplicationShutdown();
    expect(await waiting).toBe(false);
    expect(await waitFor(token, PATIENT, leaving)).toBe(false);
  });

  it('is refused for a projection that there is not', async () => {
    const wait = writer.readModels.waitFor('parcel-histories', await write(scanned(fresh())), BRIEF);
    await expect(wait).rejects.toThrow(UnknownProjectionError);
    await expect(wait).rejects.toThrow(/"parcel-histories" is no projection.*it has parcel-history\./);
  });
});

describe('the lag of a projection', () => {
  it('is part of its status once it has applied something', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const consumer = replica.consumer({ consume: () => ({ status: () => 'consuming' }) as never });
    expect(consumer.status().lag).toBeUndefined();
    const runner = replica.consumer({
      consume: (_options, deliver) => {
        setImmediate(() => scans(fresh(), ['dock', 'ramp']).forEach(deliver));
        const nothing = () => undefined;
        const later = () => Promise.resolve();
        return { status: () => 'consuming', pause: nothing, resume: nothing, cancel: later, close: later };
      },
    });
    runner.start();
    await runner.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    await runner.drain();
    expect(runner.status().lag).toEqual({ lastMs: 0, p50Ms: 0, p99Ms: 0, events: 2 }); // they are from 2030
    await runner.close();
  });
});
