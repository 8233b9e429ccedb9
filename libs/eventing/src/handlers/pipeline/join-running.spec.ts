import { handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import type { IncomingMessage } from '../../broker/broker';
import { LeftUnsettled } from '../left-unsettled';
import { joinRunning } from './join-running';

const body = Buffer.from(JSON.stringify(thingHappened()));
const original = (changes: Partial<IncomingMessage> = {}) => handlingOf({ message: incoming(body, changes) });
const copy = (changes: Partial<IncomingMessage> = {}) => original({ redelivered: true, ...changes });

/** A first delivery that runs until the test lets it go. */
function setUp() {
  const join = joinRunning();
  const started: string[] = [];
  let end!: { succeed: () => void; fail: (error: Error) => void };
  const first = run(original(), join, () => {
    started.push('first');
    return new Promise<void>((succeed, fail) => (end = { succeed, fail }));
  });
  const second = (handling = copy()) =>
    run(handling, join, () => {
      started.push('second');
      return Promise.resolve();
    });
  return { started, first, second, end };
}

describe('joinRunning', () => {
  it('a redelivery waits for the copy that is running and is done with it', async () => {
    const { started, first, second, end } = setUp();
    const joined = second();
    end.succeed();
    await Promise.all([first, joined]);
    expect(started).toEqual(['first']);
  });

  it('a redelivery runs itself when the first one was left', async () => {
    const { started, first, second, end } = setUp();
    const joined = second();
    end.fail(new Error('left'));
    await expect(first).rejects.toThrow('left');
    await joined;
    expect(started).toEqual(['first', 'second']);
  });

  it('a redelivery is left too when the consumer is stopping', async () => {
    const { first, second, end } = setUp();
    const joined = second(
      handlingOf({ message: incoming(body, { redelivered: true }), stopping: AbortSignal.abort() }),
    );
    end.fail(new LeftUnsettled());
    await expect(first).rejects.toThrow(LeftUnsettled);
    await expect(joined).rejects.toThrow(LeftUnsettled);
  });

  it.each([
    [
      'its own retry, which comes home with one try more',
      copy({ properties: { headers: { 'x-warren-attempt': 1 } } }),
    ],
    ['another message', handlingOf({ message: incoming(thingHappened(), { redelivered: true }) })],
    ['a duplicate that the publisher sent', original()],
  ])('does not wait for %s', async (_what, other) => {
    const { started, first, second, end } = setUp();
    await second(other);
    expect(started).toEqual(['first', 'second']);
    end.succeed();
    await first;
  });

  it('forgets what is done: a later redelivery runs', async () => {
    const { started, first, second, end } = setUp();
    end.succeed();
    await first;
    await second();
    expect(started).toEqual(['first', 'second']);
  });
});
