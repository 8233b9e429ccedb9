import { eventually } from '@warren/eventing/testing';
import { PlaceTrafficProjection } from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { batchesOf, parcelIds, randomFrom, scans, shuffle } from './support/histories';

/** A row that does not exist cannot be locked: replicas that fold from `undefined` at the same time must not lose one of the two. */
describe('rows that do not exist yet', () => {
  let depot: DepotDatabase;

  beforeAll(async () => {
    depot = await DepotDatabase.create();
  });
  afterEach(() => depot.clear());
  afterAll(() => depot.drop());

  const traffic = () =>
    depot.query<{ place: string; scans: number }>('select place, scans from place_traffic order by place');

  it('that another transaction inserts meanwhile are folded into, not overwritten', async () => {
    const replica = await depot.replica(new PlaceTrafficProjection());
    const other = depot.database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`insert into place_traffic (place, scans, worth) values ('dock', 40, 0)`);

    const [parcel = ''] = parcelIds(1);
    const applying = replica.apply(scans(parcel, ['dock', 'ramp']));
    await eventually('the replica waits for the row that is being inserted', async () => {
      const waiting = await depot.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await other.commitTransaction();
    await other.release();
    await applying;

    expect(await traffic()).toEqual([
      { place: 'dock', scans: 41 },
      { place: 'ramp', scans: 1 },
    ]);
  });

  it('are counted right under four replicas, and nobody waits for anybody in a ring', async () => {
    const replicas = await Promise.all([1, 2, 3, 4].map(() => depot.replica(new PlaceTrafficProjection())));
    const random = randomFrom(4);
    const rounds = 25;
    const expected = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      // Fresh places in every round: it is only new rows that the obvious version gets wrong.
      const places = Array.from({ length: 40 }, (_, index) => `${round}/${index}`);
      const messages = parcelIds(100).flatMap((parcel) => {
        const visited = shuffle(places, random).slice(0, 4);
        visited.forEach((place) => expected.set(place, (expected.get(place) ?? 0) + 1));
        return scans(parcel, visited);
      });
      const batches = batchesOf(messages, 100);
      await Promise.all(replicas.map((replica, index) => replica.apply(batches[index] ?? [])));
    }

    const found = new Map((await traffic()).map(({ place, scans: count }) => [place, count]));
    expect(found).toEqual(expected);
    const { gates, held, parked } = await depot.remains('place-traffic');
    expect(Object.values(gates)).toEqual(Array(rounds * 100).fill(4));
    expect([held, parked]).toEqual([0, {}]);
    expect(await depot.deadlocks()).toBe(0);
  }, 60_000);
});

/** Replicas that lock the same gates and rows in the same moment must not wait for each other in a ring. */
describe('four replicas that get the same events in different orders', () => {
  it('apply each once, and PostgreSQL has no deadlock to break', async () => {
    const depot = await DepotDatabase.create();
    const replicas = await Promise.all([1, 2, 3, 4].map(() => depot.replica(new PlaceTrafficProjection())));
    const random = randomFrom(5);
    const [rounds, parcels, places] = [
      20,
      parcelIds(80),
      Array.from({ length: 30 }, (_, index) => `place ${index}`),
    ];
    for (let round = 1; round <= rounds; round += 1) {
      const messages = parcels.flatMap((parcel) => scans(parcel, [shuffle(places, random)[0] ?? ''], round));
      await Promise.all(replicas.map((replica) => replica.apply(shuffle(messages, random))));
    }
    const [total] = await depot.query<{ scans: number }>(
      'select sum(scans)::int as scans from place_traffic',
    );
    expect(total?.scans).toBe(rounds * parcels.length);
    expect(Object.values((await depot.remains('place-traffic')).gates)).toEqual(parcels.map(() => rounds));
    expect(await depot.deadlocks()).toBe(0);
    await depot.drop();
  }, 60_000);
});
