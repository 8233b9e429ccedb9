import { Logger } from '@nestjs/common';
import type { Broker, IncomingMessage, OutgoingMessage } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { DeadLetterDiscard } from '../../src/dead-letters/discard/dead-letter-discard';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import type { OwnConsumers } from '../../src/dead-letters/redrive/own-consumers';
import type { RedriveLoop } from '../../src/dead-letters/redrive/redrive-loop';
import { RedriveSender } from '../../src/dead-letters/redrive/redrive-sender';
import { RedriveSteps } from '../../src/dead-letters/redrive/redrive-steps';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import { resolveOptions } from '../../src/resolve-options';
import type { EventMeta } from '../../src/projections/event-meta';
import { On } from '../../src/projections/on.decorator';
import { Projection } from '../../src/projections/projection.decorator';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { ParcelHistory, ParcelHistoryProjection, ParcelScanned } from '../projections/support/depot';
import { DepotDatabase } from '../projections/support/depot-database';
import { parcelIds, scans } from '../projections/support/histories';
import type { Replica } from '../projections/support/replica';
import { envelopeOf, messageOf } from '../projections/support/wire';

/** The same projection after its author has mended it. */
@Projection({ name: 'parcel-history', into: ParcelHistory })
class RepairedParcelHistory extends ParcelHistoryProjection {
  @On(ParcelScanned)
  override scanned(row: ParcelHistory | undefined, event: ParcelScanned, meta: EventMeta): ParcelHistory {
    return super.scanned(row, event.place === 'nowhere' ? { ...event, place: 'found' } : event, meta);
  }
}

/** Real tables and projections; between them, instead of a broker, what was published is applied by the test. */
describe('A dead letter of a projection', () => {
  let depot: DepotDatabase;
  let replica: Replica;
  let repaired: Replica;
  let redrive: DeadLetterRedrive;
  let discard: DeadLetterDiscard;
  let search: DeadLetterSearch;
  let steps: RedriveSteps;
  let sender: RedriveSender;
  const published: OutgoingMessage[] = [];

  beforeAll(async () => {
    depot = await DepotDatabase.create();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    jest.spyOn(Logger.prototype, 'log').mockImplementation();
    replica = await depot.replica(new ParcelHistoryProjection());
    repaired = await depot.replica(new RepairedParcelHistory());
    const unitOfWork = new UnitOfWork(depot.database.dataSource);
    const consumers = { names: ['parcel-history'], projections: ['parcel-history'], sagas: [] as string[] };
    const loop = { nudge: () => undefined } as RedriveLoop;
    redrive = new DeadLetterRedrive(unitOfWork, consumers as OwnConsumers, loop);
    discard = new DeadLetterDiscard(unitOfWork, consumers as OwnConsumers, loop);
    search = new DeadLetterSearch(depot.database.dataSource);
    steps = new RedriveSteps(unitOfWork);
    const broker: Pick<Broker, 'publish'> = {
      publish: (message) => Promise.resolve(published.push(message) ? 'routed' : 'unroutable'),
    };
    sender = new RedriveSender(
      unitOfWork,
      broker as Broker,
      new BrokerNames('shop'),
      resolveOptions({ service: 'shop' }, { NODE_ENV: 'test' }),
    );
  });
  beforeEach(async () => {
    await depot.clear();
    await depot.query('truncate eventing.redrives, eventing.redrive_letters, eventing.dead_letter_history');
    published.length = 0;
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await depot?.drop();
  });

  const kim = { actor: 'kim', reason: 'mended' };
  const history = (id: string) => depot.database.dataSource.getRepository(ParcelHistory).findOneBy({ id });
  const nowhere = (parcelId: string, at: number) =>
    messageOf(envelopeOf(new ParcelScanned({ parcelId, place: 'nowhere' }), at));
  const letterAt = async (at: number) => {
    const rows = await depot.query<{ id: string }>(
      'select id from eventing.dead_letters where sequence = $1',
      [at],
    );
    return rows[0]?.id ?? 'none';
  };
  const told = async (id: string) => (await search.show(id)).history.map(({ what }) => what);

  /** What was published meanwhile, as its consumer gets it. */
  async function sent(): Promise<IncomingMessage[]> {
    while ((await steps.advanceOne()) + (await sender.sendSome()) > 0)
      await depot.query(`update eventing.redrives set look_at = now() + interval '1 hour' where step = steps
        and not exists (select from eventing.redrive_letters where redrive = id and requested_at is null)`);
    return published
      .splice(0)
      .map((message) => messageOf(message.body, { ...message, queue: message.routingKey }));
  }

  async function sendRound(...ids: string[]): Promise<IncomingMessage[]> {
    await redrive.letters(ids, kim);
    return sent();
  }

  it('is applied at its place, what was held follows, and it is handled, all in one transaction', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([nowhere(parcel, 1), ...scans(parcel, ['b', 'c'], 2)]);
    const letter = await letterAt(1);
    const messages = await sendRound(letter);
    expect(messages).toMatchObject([{ exchange: 'shop.direct', routingKey: 'shop.parcel-history' }]);
    await repaired.apply(messages);
    expect(await history(parcel)).toMatchObject({ places: ['found', 'b', 'c'] });
    expect(await told(letter)).toEqual(['parked', 'requested', 'sent', 'handled']);
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 0 });
    await repaired.apply(messages); // and once more
    expect(await history(parcel)).toMatchObject({ places: ['found', 'b', 'c'] });
    expect(await told(letter)).toHaveLength(4);
  });

  it('that fails again is parked again, with its history; a rolled back batch tells nothing', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([nowhere(parcel, 1), ...scans(parcel, ['b'], 2)]);
    const letter = await letterAt(1);
    await replica.apply(await sendRound(letter));
    expect(await search.show(letter)).toMatchObject({ status: 'parked', attempts: 2, drives: 1 });
    expect(await told(letter)).toEqual(['parked', 'requested', 'sent', 'failed again']);
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 1, gates: {} });
  });

  it('that a duplicate has healed is no dead letter any more when it is sent round', async () => {
    const [parcel = ''] = parcelIds(1);
    const event = nowhere(parcel, 1);
    await replica.apply([event]);
    await repaired.apply([event]);
    expect(await history(parcel)).toMatchObject({ places: ['found'] });
    const letter = await letterAt(1);
    await repaired.apply(await sendRound(letter));
    const { status, history: entries } = await search.show(letter);
    expect(status).toBe('handled');
    expect(entries.at(-1)?.detail).toMatch(/had passed it already/);
    expect(await history(parcel)).toMatchObject({ places: ['found'] });
  });

  it('that comes early is held, and handled in the transaction in which its turn comes', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([...scans(parcel, ['a']), nowhere(parcel, 2)]);
    const letter = await letterAt(2);
    await depot.query('truncate eventing.projection_gate, parcel_history'); // a restored read model, say
    await repaired.apply([nowhere(parcel, 2)]); // held as a plain duplicate
    await repaired.apply(await sendRound(letter));
    expect(await search.show(letter)).toMatchObject({ status: 'sent' });
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 1 });
    await repaired.apply(scans(parcel, ['a']));
    expect(await history(parcel)).toMatchObject({ places: ['a', 'found'] });
    expect(await search.show(letter)).toMatchObject({ status: 'handled' });
  });

  it('that was held and then fails is parked again', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([...scans(parcel, ['a']), nowhere(parcel, 2), ...scans(parcel, ['c'], 3)]);
    const letter = await letterAt(2);
    await depot.query('truncate eventing.projection_gate, parcel_history');
    await replica.apply(await sendRound(letter));
    expect(await depot.remains('parcel-history')).toMatchObject({ held: 2 });
    await replica.apply(scans(parcel, ['a']));
    expect(await told(letter)).toEqual(['parked', 'requested', 'sent', 'failed again']);
    expect(await depot.remains('parcel-history')).toMatchObject({
      held: 1,
      parked: { [`/depot/parcel/${parcel}`]: [2] },
    });
  });

  it('that is discarded is passed by the projection: what was held behind it follows', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([...scans(parcel, ['a']), nowhere(parcel, 2), ...scans(parcel, ['c', 'd'], 3)]);
    const letter = await letterAt(2);
    expect(await discard.letters([letter], kim)).toEqual({ discarded: 0, requested: 1 });
    expect(await search.show(letter)).toMatchObject({ status: 'requested' });
    await replica.apply(await sent());
    expect(await history(parcel)).toMatchObject({ places: ['a', 'c', 'd'] });
    expect(await told(letter)).toEqual(['parked', 'discard requested', 'sent', 'discarded']);
    expect(await depot.remains('parcel-history')).toMatchObject({
      held: 0,
      gates: { [`/depot/parcel/${parcel}`]: 4 },
    });
  });

  it('that is discarded after a duplicate has healed it, or that has no place, is discarded at once', async () => {
    const [parcel = ''] = parcelIds(1);
    const event = nowhere(parcel, 1);
    await replica.apply([event, messageOf(Buffer.from('no json'))]);
    await repaired.apply([event]);
    expect(await discard.matching({}, kim)).toEqual({ discarded: 2, requested: 0 });
    expect((await search.page()).letters).toEqual([]);
    expect((await search.page({ status: ['discarded'] })).letters).toHaveLength(2);
  });

  it('is sent in its turn: the next of the aggregate after it is handled, by itself', async () => {
    const [parcel = ''] = parcelIds(1);
    await replica.apply([nowhere(parcel, 1)]);
    await depot.query(`update eventing.projection_gate set sequence = 1`); // as if it had been skipped by hand
    await replica.apply([nowhere(parcel, 2)]);
    await depot.query(`update eventing.projection_gate set sequence = 0`);
    const [first, second] = [await letterAt(1), await letterAt(2)];
    const messages = await sendRound(first, second);
    expect(messages).toHaveLength(1);
    await repaired.apply(messages);
    const next = await sent();
    expect(next).toHaveLength(1);
    await repaired.apply(next);
    expect(await history(parcel)).toMatchObject({ places: ['found', 'found'] });
    expect(await search.show(second)).toMatchObject({ status: 'handled' });
  });
});
