import { Logger } from '@nestjs/common';
import type { DeadLetterFilter } from '../../src/dead-letters/dead-letter';
import type { IncomingMessage } from '../../src/broker/broker';
import type { EventMeta } from '../../src/projections/event-meta';
import { On } from '../../src/projections/on.decorator';
import { Projection } from '../../src/projections/projection.decorator';
import { HELD_PAGE } from '../../src/projections/streams/stream-state';
import {
  ParcelHistory,
  ParcelHistoryProjection,
  ParcelPacked,
  ParcelScanned,
  PlaceTrafficProjection,
} from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { parcelIds, scans } from './support/histories';
import type { Replica } from './support/replica';
import { envelopeOf, messageOf } from './support/wire';

/** More than the column takes, which is known only when the row is written: the fold has nothing against it. */
const TOO_MUCH = 40_000;

/** The same projection after its author has mended it. */
@Projection({ name: 'parcel-history', into: ParcelHistory })
class RepairedParcelHistory extends ParcelHistoryProjection {
  @On(ParcelScanned)
  override scanned(row: ParcelHistory | undefined, event: ParcelScanned, meta: EventMeta): ParcelHistory {
    return super.scanned(row, event.place === 'nowhere' ? { ...event, place: 'found again' } : event, meta);
  }
}

describe('an event that cannot be applied', () => {
  let depot: DepotDatabase;
  let replica: Replica;

  beforeAll(async () => {
    depot = await DepotDatabase.create();
  });
  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    replica = await depot.replica(new ParcelHistoryProjection());
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await depot.stopReplicas();
    await depot.clear();
  });
  afterAll(() => depot.drop());

  const history = (id: string) => depot.database.dataSource.getRepository(ParcelHistory).findOneBy({ id });
  const streamOf = (parcel: string) => `/depot/parcel/${parcel}`;
  const scan = (parcelId: string, at: number, changes: Partial<ParcelScanned>) =>
    messageOf(envelopeOf(new ParcelScanned({ parcelId, place: 'dock', ...changes }), at));

  const poisons: [string, (parcel: string, at: number) => IncomingMessage, RegExp, string][] = [
    [
      'a fold that throws',
      (parcel, at) => scan(parcel, at, { place: 'nowhere' }),
      /was scanned nowhere/,
      'permanent',
    ],
    [
      'a value the table refuses',
      (parcel, at) => scan(parcel, at, { worth: TOO_MUCH }),
      /out of range for type smallint \(22003/,
      'permanent',
    ],
    [
      'a text the database cannot keep',
      (parcel, at) => scan(parcel, at, { place: 'cut off' }),
      /\(22P05/,
      'permanent',
    ],
    [
      'a text that no consumer takes',
      (parcel, at) => scan(parcel, at, { place: 'a\u0000b' }),
      /place: must not contain NUL/,
      'invalid-payload',
    ],
    [
      'a payload that breaks its rules',
      (parcel, at) => scan(parcel, at, { worth: 'much' as never }),
      /worth must be an integer/,
      'invalid-payload',
    ],
  ];

  it.each(poisons)(
    'because of %s is parked; its aggregate waits, all others go on',
    async (_what, poison, reason, kind) => {
      const parcels = parcelIds(60);
      const [sick = '', ...healthy] = parcels;
      const messages = parcels.flatMap((parcel) => scans(parcel, ['a', 'b', 'c', 'd']));
      messages[2] = poison(sick, 3);
      await replica.apply(messages);

      for (const parcel of healthy)
        expect(await history(parcel)).toMatchObject({ places: ['a', 'b', 'c', 'd'] });
      expect(await history(sick)).toMatchObject({ places: ['a', 'b'] });
      expect(await depot.remains('parcel-history')).toEqual({
        gates: Object.fromEntries(parcels.map((parcel) => [streamOf(parcel), parcel === sick ? 2 : 4])),
        held: 1,
        parked: { [streamOf(sick)]: [3] },
      });
      const [letter] = await replica.deadLetters.find();
      expect(letter).toMatchObject({
        reason: kind,
        sequence: 3,
        exchange: 'depot.events',
        routingKey: 'parcel-scanned.v1',
      });
      expect(letter?.errorMessage).toMatch(reason);
    },
  );

  it('stays parked however often it comes again, as one dead letter, and holds what comes later', async () => {
    const [parcel = ''] = parcelIds(1);
    const poison = scan(parcel, 1, { worth: TOO_MUCH });
    await replica.apply([poison, ...scans(parcel, ['b'], 2)]);
    await replica.apply([poison]);
    await replica.apply([poison, ...scans(parcel, ['c', 'd'], 3)]);
    expect(await depot.remains('parcel-history')).toEqual({
      gates: {},
      held: 3,
      parked: { [streamOf(parcel)]: [1] },
    });
    expect(await replica.deadLetters.count()).toBe(1);
  });

  it('sets its aggregate free when it is sent again and can be applied, in the right order', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([scan(parcel, 1, { place: 'nowhere' }), ...scans(parcel, ['b', 'c'], 2)]);
    const repaired = await depot.replica(new RepairedParcelHistory());
    const [letter] = await replica.deadLetters.find();
    const body = await replica.deadLetters.bodyOf(letter?.id ?? '');
    await repaired.apply([...scans(parcel, ['d'], 4), messageOf(body as Buffer)]);
    expect(await history(parcel)).toMatchObject({ places: ['found again', 'b', 'c', 'd'] });
    expect((await depot.remains('parcel-history')).held).toBe(0);
  });

  it('among thousands that were held is found in few transactions; those before it are applied', async () => {
    const [parcel = ''] = parcelIds(1);
    const count = HELD_PAGE + 200;
    const sick = 777;
    const late = scans(
      parcel,
      Array.from({ length: count }, (_, index) => `${index + 2}`),
      2,
    );
    late[sick - 2] = scan(parcel, sick, { worth: TOO_MUCH });
    for (let from = 0; from < count; from += 400) await replica.apply(late.slice(from, from + 400));
    const transactions = jest.spyOn(replica.unitOfWork, 'run');
    await replica.apply(scans(parcel, ['1']));
    expect((await history(parcel))?.places).toHaveLength(sick - 1);
    expect(await depot.remains('parcel-history')).toEqual({
      gates: { [streamOf(parcel)]: sick - 1 },
      held: count - (sick - 1),
      parked: { [streamOf(parcel)]: [sick] },
    });
    expect(transactions.mock.calls.length).toBeLessThan(60);
  }, 60_000);

  it('of several in one batch: each is parked, and nothing else', async () => {
    const parcels = parcelIds(40);
    const messages = parcels.flatMap((parcel, index) => [
      ...scans(parcel, ['a']),
      scan(parcel, 2, index % 8 === 0 ? { worth: TOO_MUCH } : index % 8 === 1 ? { place: 'nowhere' } : {}),
      ...scans(parcel, ['c'], 3),
    ]);
    await replica.apply(messages);
    const sick = parcels.filter((_, index) => index % 8 < 2);
    const { gates, held, parked } = await depot.remains('parcel-history');
    expect(parked).toEqual(Object.fromEntries(sick.map((parcel) => [streamOf(parcel), [2]])));
    expect(held).toBe(sick.length);
    expect(gates).toEqual(
      Object.fromEntries(parcels.map((parcel) => [streamOf(parcel), sick.includes(parcel) ? 1 : 3])),
    );
  });

  it('that has no place in any stream is parked with its reason, and holds nothing', async () => {
    const [parcel = ''] = parcelIds(1);
    const unnumbered = {
      ...envelopeOf(new ParcelScanned({ parcelId: parcel, place: 'a' }), 1),
      sequence: undefined,
    };
    await replica.apply([
      messageOf(Buffer.from('no json')),
      messageOf(unnumbered),
      messageOf(Buffer.alloc(1_000_000, 'noise')),
      ...scans(parcel, ['a']),
    ]);
    const letters = await replica.deadLetters.find();
    expect(letters.map(({ reason }) => reason).sort()).toEqual(['malformed', 'malformed', 'permanent']);
    expect(letters.find(({ reason }) => reason === 'permanent')?.errorMessage).toMatch(/has no sequence/);
    expect(await history(parcel)).toMatchObject({ places: ['a'] });
  });

  it('when a row is fed by many aggregates, takes none of the others with it', async () => {
    const traffic = await depot.replica(new PlaceTrafficProjection());
    const parcels = parcelIds(30);
    const messages = parcels.map((parcel, index) =>
      scan(parcel, 1, index === 17 ? { place: 'dock\u0000' } : {}),
    );
    await traffic.apply(messages);
    expect(await depot.query('select place, scans from place_traffic')).toEqual([
      { place: 'dock', scans: 29 },
    ]);
    expect((await depot.remains('place-traffic')).parked).toEqual({ [streamOf(parcels[17] ?? '')]: [1] });
  });

  it('because two spellings of a subject would share a row is parked: the gates of two streams do not guard one row', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([...scans(parcel.toUpperCase(), ['a']), ...scans(parcel, ['b'])]);
    expect(await history(parcel)).toMatchObject({ places: ['b'] });
    expect((await replica.deadLetters.find())[0]?.errorMessage).toMatch(/two aggregates would share a row/);
  });

  it('is told with its event and its dead letter, once it is there', async () => {
    const warned = jest.mocked(Logger.prototype.warn);
    warned.mockClear();
    const [parcel = ''] = parcelIds(1);
    const unnumbered = {
      ...envelopeOf(new ParcelScanned({ parcelId: parcel, place: 'a' }), 1),
      sequence: undefined,
    };
    await replica.apply([
      messageOf(unnumbered),
      messageOf(Buffer.from('no json')),
      scan(parcel, 1, { place: 'nowhere' }),
    ]);
    const letterOf = async (filter: DeadLetterFilter) => (await replica.deadLetters.find(filter))[0]?.id;
    const told = warned.mock.calls.map(([text]) => String(text));
    expect(told).toHaveLength(3);
    const noise = await letterOf({ reason: 'malformed' });
    const nameless = await letterOf({ text: 'no sequence' });
    const placed = await letterOf({ text: 'nowhere' });
    expect(told).toContainEqual(
      expect.stringMatching(`^Parked .*message.* \\(dead letter ${noise}\\): The body`),
    );
    expect(told).toContainEqual(
      expect.stringMatching(
        `^Parked depot.parcel-scanned.v1 ${unnumbered.id} \\(dead letter ${nameless}\\): The`,
      ),
    );
    const place = `1 of ${streamOf(parcel)}`;
    expect(told).toContainEqual(
      expect.stringMatching(`^Parked depot.parcel-scanned.v1 ${place} \\(dead letter ${placed}\\): Parcel`),
    );
  });

  it('does not let an event of another kind slip past it', async () => {
    const [parcel = ''] = parcelIds(1);
    const packed = messageOf(
      envelopeOf(new ParcelPacked({ parcelId: parcel, items: [{ product: 'p', quantity: 2 }] }), 2),
    );
    await replica.apply([packed, scan(parcel, 1, { place: 'nowhere' })]);
    expect(await history(parcel)).toBeNull();
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 1, gates: {} });
  });
});
