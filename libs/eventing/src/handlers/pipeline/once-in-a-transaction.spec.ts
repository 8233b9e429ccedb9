import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import type { EntityManager } from 'typeorm';
import { contentDigest } from '../../inbox/content-digest';
import { checkAtTheDoor } from './check-at-the-door';
import { onceInATransaction } from './once-in-a-transaction';

interface Known {
  isNew: boolean;
  /** What the inbox says. */
  outcome?: 'handled' | 'parked';
  /** What it says that the event of this id said. Default: it does not know. */
  content?: Buffer;
  /** Of the dead letter; undefined when there is none. */
  letter?: { status: string; drive: number };
}

function setUp({ isNew, outcome, content, letter }: Known) {
  const known = outcome && { outcome, content: content ?? null };
  const steps: string[] = [];
  const query = (sql: string) => {
    if (sql.includes('lock_timeout')) return Promise.resolve([{ timeout: '5s' }]);
    const isLook = sql.includes('for update');
    if (!isLook) steps.push('settle');
    return Promise.resolve(
      isLook && letter ? [{ id: LETTER, intent: 'redrive', target: 'note-thing', ...letter }] : [],
    );
  };
  const unitOfWork = {
    manager: { query } as unknown as EntityManager,
    run: async <T>(work: () => Promise<T>) => {
      steps.push('begin');
      const result = await work();
      steps.push('commit');
      return result;
    },
  };
  const inbox = {
    record: (key: string, consumer: string) => {
      steps.push(`record ${key} for ${consumer}`);
      return Promise.resolve(isNew);
    },
    find: () => Promise.resolve(known),
    lock: () => Promise.resolve(known),
    lift: async () => void steps.push('lift'),
  };
  return { steps, middleware: onceInATransaction(unitOfWork, inbox) };
}

const LETTER = '0190c5d2-0000-7000-8000-000000000001';
const event = thingHappened();
const ANOTHER = contentDigest({ ...event, data: { other: true } });
const handling = () => handlingOf({ message: incoming(event) });

describe('onceInATransaction', () => {
  it('records the event before the handler runs, in the same unit of work', async () => {
    const { steps, middleware } = setUp({ isNew: true });
    await run(handling(), checkAtTheDoor(), middleware, async () => void steps.push('handle'));
    expect(steps).toEqual(['begin', `record ${event.id} for note-thing`, 'handle', 'commit']);
  });

  it('does not run the handler for an event that it is done with', async () => {
    const { steps, middleware } = setUp({ isNew: false });
    await run(handling(), checkAtTheDoor(), middleware, async () => void steps.push('handle'));
    expect(steps).toEqual(['begin', `record ${event.id} for note-thing`, 'commit']);
  });

  it('knows the event by what it says, too', async () => {
    const known = { isNew: false, outcome: 'handled', content: contentDigest(event) } as const;
    const { steps, middleware } = setUp(known);
    await run(handling(), checkAtTheDoor(), middleware, async () => void steps.push('handle'));
    expect(steps).not.toContain('handle');
  });

  it.each(['handled', 'parked'] as const)(
    'gives up on an event that goes by the id of another one, which was %s',
    async (outcome) => {
      const { steps, middleware } = setUp({ isNew: false, outcome, content: ANOTHER });
      const handled = run(handling(), checkAtTheDoor(), middleware, async () => void steps.push('handle'));
      await expect(handled).rejects.toMatchObject({
        reason: 'reused-id',
        failure: { message: expect.stringContaining(`other content was ${outcome} before by note-thing`) },
      });
      expect(steps).not.toContain('handle');
    },
  );

  it('lets the failure out of the unit of work, so that it rolls back', async () => {
    const { steps, middleware } = setUp({ isNew: true });
    const handled = run(handling(), checkAtTheDoor(), middleware, failing(new Error('boom')));
    await expect(handled).rejects.toThrow('boom');
    expect(steps).not.toContain('commit');
  });
});

describe('onceInATransaction, with a dead letter that was sent round again', () => {
  const headers = { 'x-warren-dead-letter': LETTER, 'x-warren-drive': 2 };
  const stepsOf = async (known: Known) => {
    const { steps, middleware } = setUp(known);
    const again = handlingOf({ message: incoming(event, { properties: { headers } }) });
    await run(again, checkAtTheDoor(), middleware, async () => void steps.push('handle'));
    return steps.slice(2, -1);
  };
  const parked = { isNew: false, outcome: 'parked' } as const;

  it('lifts it, handles it and says so, all in one unit of work', async () => {
    expect(await stepsOf({ ...parked, letter: { status: 'sent', drive: 2 } })).toEqual([
      'lift',
      'handle',
      'settle',
    ]);
  });

  it('only says so when it was handled meanwhile', async () => {
    const handled = { isNew: false, outcome: 'handled', letter: { status: 'sent', drive: 2 } } as const;
    expect(await stepsOf(handled)).toEqual(['settle']);
  });

  it('is handled beside the one that was handled under its id, as a person wants it', async () => {
    const letter = { status: 'sent', drive: 2 };
    const known = { isNew: false, outcome: 'handled', content: ANOTHER, letter } as const;
    expect(await stepsOf(known)).toEqual(['handle', 'settle']);
  });

  it.each([
    ['was parked again', { status: 'parked', drive: 2 }],
    ['was discarded', { status: 'discarded', drive: 2 }],
    ['was sent once more since', { status: 'sent', drive: 3 }],
  ])('does nothing when its letter %s', async (_what, letter) => {
    expect(await stepsOf({ ...parked, letter })).toEqual([]);
  });

  it('gives up on another event under a known id when there is no such letter: anybody can write that there is', async () => {
    const forged = stepsOf({ isNew: false, outcome: 'handled', content: ANOTHER });
    await expect(forged).rejects.toMatchObject({ reason: 'reused-id' });
  });

  it('treats it as any other message when there is no such letter', async () => {
    expect(await stepsOf({ isNew: true, outcome: 'parked' })).toEqual(['lift', 'handle']);
    expect(await stepsOf(parked)).toEqual([]);
  });
});
