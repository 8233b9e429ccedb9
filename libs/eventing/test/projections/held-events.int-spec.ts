import { eventually } from '@warren/eventing/testing';
import { HELD_PAGE } from '../../src/projections/streams/stream-state';
import { HeldWatch } from '../../src/projections/streams/held-watch';
import { LOCK_GATES } from '../../src/projections/streams/gates.sql';
import { ParcelHistory, ParcelHistoryProjection, ParcelWeighed } from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { parcelIds, randomFrom, scans, shuffle } from './support/histories';
import type { Replica } from './support/replica';
import { envelopeOf, messageOf } from './support/wire';

describe('events that come before their predecessor', () => {
  let depot: DepotDatabase;

  beforeAll(async () => {
    depot = await DepotDatabase.create();
  });
  afterEach(() => depot.clear());
  afterAll(() => depot.drop());

  const places = async (parcel: string) =>
    (await depot.database.dataSource.getRepository(ParcelHistory).findOneBy({ id: parcel }))?.places;

  const aReplicaWaits = () =>
    eventually('a replica waits for the gate', async () => {
      const waiting = await depot.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });

  const gateExists = (parcel: string) =>
    depot.query(LOCK_GATES, ['parcel-history', [`/depot/parcel/${parcel}`]]);

  /** Another transaction that has locked the gate of a parcel, as a replica in the middle of a batch has. */
  async function lockedElsewhere(parcel: string) {
    const runner = depot.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(LOCK_GATES, ['parcel-history', [`/depot/parcel/${parcel}`]]);
    return {
      query: (sql: string, parameters: unknown[]) => runner.query(sql, parameters),
      commit: async () => {
        await runner.commitTransaction();
        await runner.release();
      },
    };
  }

  it('wait in a table, and follow as soon as it is there', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const [parcel = ''] = parcelIds(1);
    const [one, two, three] = scans(parcel, ['a', 'b', 'c']);
    await replica.apply([three as never]);
    await replica.apply([two as never]);
    expect([await places(parcel), (await depot.remains('parcel-history')).held]).toEqual([undefined, 2]);
    await replica.apply([one as never]);
    expect(await places(parcel)).toEqual(['a', 'b', 'c']);
    expect((await depot.remains('parcel-history')).held).toBe(0);
  });

  it('are counted, for those who watch over the service', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const [parcel = '', other = ''] = parcelIds(2);
    await replica.apply([...scans(parcel, ['b', 'c'], 2), ...scans(other, ['b'], 2)]);
    const watch = new HeldWatch('parcel-history', depot.database.dataSource.manager);
    watch.changed();
    await eventually('the watch to have counted', () => watch.summary !== undefined);
    watch.stop();
    expect(watch.summary).toMatchObject({ events: 3, streams: 2 });
  });

  it('are not held when the predecessor commits while they wait for the gate (the lost wake-up)', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const [parcel = ''] = parcelIds(1);
    const [, two] = scans(parcel, ['a', 'b']);
    await gateExists(parcel);
    const other = await lockedElsewhere(parcel);
    const applying = replica.apply([two as never]);
    await aReplicaWaits();
    await other.query(`update eventing.projection_gate set sequence = 1 where stream = $1`, [
      `/depot/parcel/${parcel}`,
    ]);
    await other.commit();
    await applying;
    expect(await depot.remains('parcel-history')).toMatchObject({
      held: 0,
      gates: { [`/depot/parcel/${parcel}`]: 2 },
    });
  });

  it('are found when they are held while the predecessor waits for the gate', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const [parcel = ''] = parcelIds(1);
    const [one, two] = scans(parcel, ['a', 'b']);
    await gateExists(parcel);
    const other = await lockedElsewhere(parcel);
    const applying = replica.apply([one as never]);
    await aReplicaWaits();
    await other.query(
      `insert into eventing.projection_held (projection, stream, sequence, body) values ('parcel-history', $1, 2, $2)`,
      [`/depot/parcel/${parcel}`, two?.body.toString()],
    );
    await other.commit();
    await applying;
    expect(await places(parcel)).toEqual(['a', 'b']);
    expect((await depot.remains('parcel-history')).held).toBe(0);
  });

  it('of types nobody here knows or folds are held too, for they count in the sequence', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const [parcel = ''] = parcelIds(1);
    const [one, , , four] = scans(parcel, ['a', '-', '-', 'd']);
    const weighed = envelopeOf(new ParcelWeighed({ parcelId: parcel }), 2);
    const blessed = {
      ...envelopeOf(new ParcelWeighed({ parcelId: parcel }), 3),
      type: 'depot.parcel-blessed.v7',
    };
    await replica.apply([four as never, messageOf(blessed), messageOf(weighed)]);
    expect((await depot.remains('parcel-history')).held).toBe(3);
    await replica.apply([one as never]);
    expect(await places(parcel)).toEqual(['a', 'd']);
    expect(await depot.remains('parcel-history')).toMatchObject({
      held: 0,
      gates: { [`/depot/parcel/${parcel}`]: 4 },
    });
  });

  it('are forgotten when a fresh copy of them is applied', async () => {
    const replica = await depot.replica(new ParcelHistoryProjection());
    const [parcel = ''] = parcelIds(1);
    const [one, two, three] = scans(parcel, ['a', 'b', 'c']);
    await replica.apply([three as never]);
    await replica.apply([one, two, three, three] as never[]);
    expect(await places(parcel)).toEqual(['a', 'b', 'c']);
    expect((await depot.remains('parcel-history')).held).toBe(0);
  });

  describe('by the thousand, of a few aggregates', () => {
    const count = 2 * HELD_PAGE + 300;
    const visited = Array.from({ length: count }, (_, index) => `place ${index}`);

    async function holdAllButTheFirst(replica: Replica, parcels: string[]) {
      const late = parcels.flatMap((parcel) => scans(parcel, visited).slice(1));
      const shuffled = shuffle(late, randomFrom(7));
      for (let from = 0; from < shuffled.length; from += 500)
        await replica.apply(shuffled.slice(from, from + 500));
      expect((await depot.remains('parcel-history')).held).toBe(late.length);
    }

    it('follow page by page, in one go', async () => {
      const replica = await depot.replica(new ParcelHistoryProjection());
      const parcels = parcelIds(2);
      await holdAllButTheFirst(replica, parcels);
      await replica.apply(parcels.flatMap((parcel) => scans(parcel, ['place 0'])));
      for (const parcel of parcels) expect(await places(parcel)).toEqual(visited);
      const { held, gates } = await depot.remains('parcel-history');
      expect([held, Object.values(gates)]).toEqual([0, [count, count]]);
    }, 60_000);

    it('follow after all when the replica died between two pages, with the same message again', async () => {
      const replica = await depot.replica(new ParcelHistoryProjection());
      const [parcel = ''] = parcelIds(1);
      await holdAllButTheFirst(replica, [parcel]);
      const run = replica.unitOfWork.run.bind(replica.unitOfWork);
      let transactions = 0;
      jest.spyOn(replica.unitOfWork, 'run').mockImplementation((work) => {
        if ((transactions += 1) > 1) return new Promise(() => undefined); // as far as the database knows, it is gone
        return run(work);
      });
      void replica.apply(scans(parcel, ['place 0']));
      await eventually('the first page is committed', async () => (await places(parcel))?.length);
      await eventually('the second page is asked for', () => transactions === 2);
      expect((await depot.remains('parcel-history')).held).toBeGreaterThan(0);

      const heir = await depot.replica(new ParcelHistoryProjection());
      await heir.apply(scans(parcel, ['place 0']));
      expect(await places(parcel)).toEqual(visited);
      expect((await depot.remains('parcel-history')).held).toBe(0);
    }, 60_000);
  });
});
