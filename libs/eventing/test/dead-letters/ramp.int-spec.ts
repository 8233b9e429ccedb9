import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import { NothingToRedriveError, RedriveRequestError } from '../../src/dead-letters/redrive/redrive';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import { NoteThing } from '../handlers/support/note-thing';
import { deliver } from '../sagas/support/saga-service';
import { eventsOf, RedriveWorld, things } from './support/redrive-world';

jest.setTimeout(120_000);

describe('A ramped re-drive', () => {
  let world: RedriveWorld;
  let service: INestApplicationContext;
  let redrive: DeadLetterRedrive;

  beforeAll(async () => {
    world = await RedriveWorld.create();
    service = await world.replica();
    redrive = service.get(DeadLetterRedrive);
  });
  beforeEach(() => world.clear());
  afterAll(() => world?.end());

  const kim = { actor: 'kim', reason: 'fixed' };

  it('of 1 000 parked messages after a fix handles each of them once, step by step', async () => {
    const all = things(1_000);
    await world.parked(service, all);
    expect(await world.notes()).toEqual({}); // what failed was rolled back
    const [group] = await service.get(DeadLetterSearch).groups();
    expect(group).toMatchObject({ count: 1_000, consumer: 'note-thing', errorText: 'the bug' });

    const { id, ...asked } = await redrive.matching({ fault: group?.fault }, { ...kim, ramp: true });
    expect(asked).toMatchObject({ status: 'running', letters: 1_000, steps: 5, ramped: true });
    expect(await world.finished(service, id)).toMatchObject({
      status: 'finished',
      handled: 1_000,
      failed: 0,
    });

    expect(await world.notes()).toEqual(Object.fromEntries(all.map(({ subject }) => [subject, 1])));
    expect(await world.statuses()).toEqual({ handled: 1_000 });
    const steps = await world.query(
      'select step, count(*)::int as size from eventing.redrive_letters group by 1 order by 1',
    );
    expect(steps).toEqual([
      { step: 1, size: 1 },
      { step: 2, size: 5 },
      { step: 3, size: 50 },
      { step: 4, size: 500 },
      { step: 5, size: 444 },
    ]);
    const letter = await world.letterOf(all[0] as never);
    expect(await world.history(letter)).toEqual(['parked', 'requested by kim', 'sent', 'handled']);
  });

  it('does not begin a step before the one before is handled', async () => {
    await world.parked(service, things(10));
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    service.get(NoteThing).afterwards = () => gate;
    const { id } = await redrive.matching({}, { ...kim, ramp: [2, 3] });
    await eventually('the first step to be sent', async () => (await world.statuses()).sent === 2);
    await eventually('the loop to have looked', async () => {
      const [row] = await world.query<{ again: boolean }>(
        `select look_at > requested_at + interval '1 second' as again from eventing.redrives`,
      );
      return row?.again;
    });
    expect(await world.statuses()).toEqual({ sent: 2, parked: 8 });
    expect(await redrive.progress(id)).toMatchObject({ step: 1, steps: 4, underWay: 2, waiting: 8 });
    open();
    expect(await world.finished(service, id)).toMatchObject({ handled: 10 });
  });

  it('stops when a message fails again; what was not sent stays parked, and can be asked for again', async () => {
    const all = things(60);
    await world.parked(service, all);
    let failed = '';
    let tries = 0;
    service.get(NoteThing).afterwards = (_event, { envelope }) => {
      if (++tries !== 3) return;
      failed = envelope.id;
      throw new Error('still broken');
    };
    const { id } = await redrive.matching({}, { ...kim, ramp: [1, 5, 20] });
    const stopped = await world.finished(service, id);
    expect(stopped).toMatchObject({ status: 'stopped', failed: 1, waiting: 54, handled: 5 });
    expect(stopped.endedBecause).toMatch(/^In step 2 a letter failed again, .*still broken/);
    expect(await world.statuses()).toEqual({ handled: 5, parked: 55 });
    const letter = await world.letterOf({ id: failed } as never);
    expect(await world.history(letter)).toEqual(['parked', 'requested by kim', 'sent', 'failed again']);
    expect(await service.get(DeadLetterSearch).show(letter)).toMatchObject({
      status: 'parked',
      attempts: 2,
      drives: 1,
      errorMessage: 'still broken',
    });

    service.get(NoteThing).afterwards = () => undefined;
    const again = await redrive.matching({}, kim);
    expect(await world.finished(service, again.id)).toMatchObject({ status: 'finished', handled: 55 });
    expect(await world.notes()).toEqual(Object.fromEntries(all.map(({ subject }) => [subject, 1])));
  });

  it('tolerates as many failures as it is told to', async () => {
    await world.parked(service, things(20));
    service.get(NoteThing).afterwards = ({ thingId }) => {
      if (thingId.endsWith('7')) throw new Error('still broken');
    };
    const { id } = await redrive.matching({}, { ...kim, ramp: [10], tolerated: 2 });
    expect(await world.finished(service, id)).toMatchObject({ status: 'finished', handled: 18, failed: 2 });
  });

  it('goes by aggregate: the firsts come first, each waits for the one before, none overtakes', async () => {
    const all = ['a', 'b', 'c', 'd'].flatMap((subject) => eventsOf(subject, 5));
    await world.parked(service, [...all].reverse());
    const seen: string[] = [];
    service.get(NoteThing).afterwards = ({ thingId, amount }) => void seen.push(`${thingId}${amount}`);
    const { id } = await redrive.matching({}, { ...kim, ramp: [3, 7] });
    expect(await world.finished(service, id)).toMatchObject({ handled: 20 });
    for (const subject of ['a', 'b', 'c', 'd'])
      expect(seen.filter((what) => what.startsWith(subject))).toEqual(
        [1, 2, 3, 4, 5].map((n) => `${subject}${n}`),
      );
  });

  it('can be cancelled: what was not sent is parked as before', async () => {
    await world.parked(service, things(6));
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    service.get(NoteThing).afterwards = () => gate;
    const { id } = await redrive.matching({}, { ...kim, ramp: [2] });
    await eventually('the first step to be sent', async () => (await world.statuses()).sent === 2);
    await redrive.cancel(id, { actor: 'lee' });
    open();
    const ended = await world.finished(service, id);
    expect(ended).toMatchObject({
      status: 'cancelled',
      endedBecause: 'Cancelled by lee',
      handled: 2,
      waiting: 4,
    });
    expect(await world.statuses()).toEqual({ handled: 2, parked: 4 });
    await expect(redrive.cancel(id, { actor: 'lee' })).rejects.toThrow(/no running re-drive/);
  });

  it('is refused with what is wrong, and then leaves nothing behind', async () => {
    const [first, second] = eventsOf('x', 2);
    await world.parked(service, [first, second] as never);
    const later = await world.letterOf(second as never);
    const refused = async (
      asking: Promise<unknown>,
      error: new (...args: never[]) => Error,
      message: RegExp,
    ) => {
      await expect(asking).rejects.toThrow(error);
      await expect(asking).rejects.toThrow(message);
    };
    await refused(redrive.letters([later], kim), NothingToRedriveError, /wait for an earlier dead letter/);
    await refused(
      redrive.matching({ text: 'nowhere' }, kim),
      NothingToRedriveError,
      /No dead letter that is parked/,
    );
    await refused(redrive.matching({}, { actor: ' ' }), RedriveRequestError, /who asks/);
    await refused(redrive.matching({}, { ...kim, ramp: [0] }), RedriveRequestError, /whole numbers/);
    await refused(
      redrive.matching({}, { ...kim, to: 'nobody' }),
      RedriveRequestError,
      /no consumer "nobody".*note-thing/,
    );
    await refused(redrive.letters(['x'], kim), RedriveRequestError, /no id/);
    expect(await world.query('select from eventing.redrives')).toEqual([]);
    expect(await world.statuses()).toEqual({ parked: 2 });
  });

  it('by two people at once takes each letter once, and a duplicate in between does no harm', async () => {
    const all = things(100);
    await world.parked(service, all);
    const other = await world.replica();
    const asked = await Promise.allSettled([
      redrive.matching({}, kim),
      other.get(DeadLetterRedrive).matching({}, { actor: 'lee' }),
      ...all.slice(0, 20).map((thing) => deliver(service, thing)),
    ]);
    const [one, two] = asked as PromiseSettledResult<{ id: string; letters: number }>[];
    const done = [one, two].filter((each) => each?.status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(
      String(([one, two].find((e) => e?.status === 'rejected') as PromiseRejectedResult).reason),
    ).toMatch(/part of another re-drive|No dead letter that is parked/);
    const { id } = (done[0] as PromiseFulfilledResult<{ id: string }>).value;
    expect(await world.finished(service, id)).toMatchObject({ handled: 100 });
    expect(await world.notes()).toEqual(Object.fromEntries(all.map(({ subject }) => [subject, 1])));
  });
});
