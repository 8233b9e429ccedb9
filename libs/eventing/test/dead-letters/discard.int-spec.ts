import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { DeadLetterDiscard } from '../../src/dead-letters/discard/dead-letter-discard';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import { RedriveRequestError } from '../../src/dead-letters/redrive/redrive';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import type { EventEnvelope } from '../../src/message/envelope';
import { NoteThing } from '../handlers/support/note-thing';
import { deliver } from '../sagas/support/saga-service';
import { eventsOf, RedriveWorld, things } from './support/redrive-world';

jest.setTimeout(120_000);

describe('Discarding dead letters', () => {
  let world: RedriveWorld;
  let service: INestApplicationContext;
  let discard: DeadLetterDiscard;
  let redrive: DeadLetterRedrive;
  let search: DeadLetterSearch;

  beforeAll(async () => {
    world = await RedriveWorld.create();
    service = await world.replica();
    [discard, redrive, search] = [DeadLetterDiscard, DeadLetterRedrive, DeadLetterSearch].map((token) =>
      service.get(token as never),
    ) as [DeadLetterDiscard, DeadLetterRedrive, DeadLetterSearch];
  });
  beforeEach(() => world.clear());
  afterAll(() => world?.end());

  const kim = { actor: 'kim', reason: 'a test order' };

  it('keeps them, out of the way, with who decided it and why', async () => {
    const all = things(3);
    await world.parked(service, all);
    const letter = await world.letterOf(all[0] as EventEnvelope);
    expect(await discard.letters([letter], kim)).toEqual({ discarded: 1, requested: 0 });
    expect((await search.page()).letters).toHaveLength(2);
    const { status, history, envelope } = await search.show(letter);
    expect({ status, subject: envelope?.subject }).toEqual({ status: 'discarded', subject: 'thing-1' });
    expect(history.at(-1)).toMatchObject({ what: 'discarded', actor: 'kim', reason: 'a test order' });
    await deliver(service, all[0] as EventEnvelope); // a late duplicate
    await expect(redrive.letters([letter], kim)).rejects.toThrow(/No dead letter that is parked/);
    expect(await discard.matching({}, kim)).toEqual({ discarded: 2, requested: 0 });
    expect(await world.notes()).toEqual({});
    expect(await world.statuses()).toEqual({ discarded: 3 });
  });

  it('wants to know who and why', async () => {
    await expect(discard.matching({}, { actor: 'kim' })).rejects.toThrow(RedriveRequestError);
    await expect(discard.matching({}, { actor: '', reason: 'x' })).rejects.toThrow(/who asks/);
    await expect(discard.letters(['x'], kim)).rejects.toThrow(/no id/);
  });

  it('leaves alone what is done with, and refuses to be asked for that', async () => {
    const [one] = things(1) as [EventEnvelope];
    await world.parked(service, [one]);
    const letter = await world.letterOf(one);
    await discard.letters([letter], kim);
    await expect(discard.matching({ status: ['discarded'] }, kim)).rejects.toThrow(/not what is discarded/);
    await expect(redrive.matching({ status: ['discarded'] }, kim)).rejects.toThrow(/not what is discarded/);
    expect(await discard.matching({ id: letter }, { actor: 'lee', reason: 'again' })).toMatchObject({
      discarded: 0,
    });
    const { history } = await search.show(letter);
    expect(history.map(({ actor }) => actor)).not.toContain('lee');
  });

  it('lets the later ones of the aggregate go', async () => {
    const [first, second] = eventsOf('x', 2) as [EventEnvelope, EventEnvelope];
    await world.parked(service, [first, second]);
    service.get(NoteThing).afterwards = ({ amount }) => {
      if (amount === 1) throw new Error('never');
    };
    const { id } = await redrive.matching({}, kim);
    await eventually('the second to be in line', async () => (await redrive.progress(id)).problem);
    await discard.letters([await world.letterOf(first)], kim);
    expect(await world.finished(service, id, 10_000)).toMatchObject({ handled: 1 });
    expect(await world.statuses()).toEqual({ discarded: 1, handled: 1 });
  });

  it('of one that is on its way: it is handled or discarded, never both', async () => {
    const all = things(40);
    await world.parked(service, all);
    const { id } = await redrive.matching({}, kim);
    await eventually('some to be handled', async () => (await world.statuses()).handled);
    await discard.matching({}, kim);
    await world.finished(service, id);
    const { handled = 0, discarded = 0 } = await world.statuses();
    expect(handled + discarded).toBe(40);
    const effects = Object.values(await world.notes());
    expect(effects).toEqual(Array(handled).fill(1));
    const marked = await world.query<{ count: number }>(
      `select count(*)::int as count from eventing.inbox where outcome = 'handled'`,
    );
    expect(marked).toEqual([{ count: handled }]);
  });
});
