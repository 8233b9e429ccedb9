import { handlingOf, run } from '../../../test/handlers/support/handling-under-test';
import { ThingHappened } from '../../../test/handlers/support/thing-happened';
import { checkAtTheDoor } from './check-at-the-door';
import type { Handling } from './handling';
import { invokeHandler } from './invoke-handler';

const invoke = (handling: Handling) => run(handling, checkAtTheDoor(), invokeHandler());

describe('invokeHandler', () => {
  it('hands over the event and its delivery, and waits for the end', async () => {
    const seen: unknown[] = [];
    const handle = async (...args: unknown[]) => {
      await Promise.resolve();
      seen.push(...args);
    };
    const handling = handlingOf({ handler: { handle } });
    handling.attempt = 2;
    await invoke(handling);
    expect(seen[0]).toBeInstanceOf(ThingHappened);
    expect(seen[1]).toEqual({ envelope: handling.envelope, consumer: 'note-thing', attempt: 2 });
  });

  it('takes a handler that is not asynchronous, and one that throws without a promise', async () => {
    await invoke(handlingOf({ handler: { handle: () => undefined } }));
    const handle = () => {
      throw new Error('at once');
    };
    await expect(invoke(handlingOf({ handler: { handle } }))).rejects.toThrow('at once');
  });

  it('refuses to run on an event that nobody has checked', async () => {
    await expect(run(handlingOf(), invokeHandler())).rejects.toThrow('put together wrongly');
  });
});
