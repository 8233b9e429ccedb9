import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import { checkAtTheDoor } from './check-at-the-door';
import { onceInATransaction } from './once-in-a-transaction';

function setUp({ isNew }: { isNew: boolean }) {
  const steps: string[] = [];
  const unitOfWork = {
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
  };
  return { steps, middleware: onceInATransaction(unitOfWork, inbox) };
}

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
