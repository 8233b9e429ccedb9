import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import type { EntityManager } from 'typeorm';
import { checkAtTheDoor } from './check-at-the-door';
import { onceInATransaction } from './once-in-a-transaction';

interface Known {
  isNew: boolean;
  /** What the inbox says. */
  outcome?: 'handled' | 'parked';
  /** Of the dead letter; undefined when there is none. */
  letter?: { status: string; drive: number };
}

function setUp({ isNew, outcome, letter }: Known) {
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
    lock: () => Promise.resolve(outcome),
    lift: async () => void steps.push('lift'),
  };
  return { steps, middleware: onceInATransaction(unitOfWork, inbox) };
}

const LETTER = '0190c5d2-0000-7000-8000-000000000001';
const event = thingHappened();
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

  it.each([
    ['was parked again', { status: 'parked', drive: 2 }],
    ['was discarded', { status: 'discarded', drive: 2 }],
    ['was sent once more since', { status: 'sent', drive: 3 }],
  ])('does nothing when its letter %s', async (_what, letter) => {
    expect(await stepsOf({ ...parked, letter })).toEqual([]);
  });

  it('treats it as any other message when there is no such letter', async () => {
    expect(await stepsOf({ isNew: true, outcome: 'parked' })).toEqual(['lift', 'handle']);
    expect(await stepsOf(parked)).toEqual([]);
  });
});
