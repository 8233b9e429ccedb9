import { handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { ThingHappened, thingHappened } from '../../../test/handlers/support/thing-happened';
import { checkAtTheDoor } from './check-at-the-door';
import type { Handling } from './handling';

/** JSON, and an event, but for its encoding. */
const latin1 = (event: unknown) => Buffer.from(JSON.stringify(event), 'latin1');

/** An event like any other, with blanks behind it. */
const padded = (bytes: number) => Buffer.from(JSON.stringify(thingHappened()).padEnd(bytes));

const enter = async (body: unknown) => {
  let inside: Handling | undefined;
  const handling = handlingOf({ message: incoming(body) });
  await run(handling, checkAtTheDoor(), async (entered) => void (inside = entered));
  return inside as unknown as Handling;
};

describe('checkAtTheDoor', () => {
  it('lets in what follows the contract, as an instance of its class', async () => {
    const { event } = await enter(thingHappened({}, { amount: 7 }));
    expect(event.payload).toBeInstanceOf(ThingHappened);
    expect(event.payload).toMatchObject({ amount: 7 });
    expect(event.envelope.correlationid).toBe('correlation-1');
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'malformed', /not JSON/],
    ['no JSON', Buffer.from('<event/>'), 'malformed', /not JSON/],
    ['no object', Buffer.from('[1]'), 'malformed', /not an object/],
    ['no UTF-8', latin1(thingHappened({ subject: 'Zo\xeb' })), 'malformed', /not UTF-8/],
    ['noise', Buffer.alloc(1_000_000, 0xa7), 'malformed', /not UTF-8/],
    ['more than anybody reads', padded(8 * 1024 * 1024 + 1), 'malformed', /has 8388609 bytes, and 8388608/],
    ['brackets without end', Buffer.alloc(1_000_000, '['), 'malformed', /not JSON/],
    ['no envelope', {}, 'malformed', /specversion must be "1.0"/],
    ['another event', thingHappened({ type: 'users.user-created.v1' }), 'unknown-event', /does not know/],
    ['another version', thingHappened({ type: 'things.thing-happened.v2' }), 'unknown-event', /is a version/],
    ['no payload', thingHappened({ data: null }), 'invalid-payload', /must be an object/],
    ['a wrong field', thingHappened({}, { amount: 'many' }), 'invalid-payload', /amount/],
  ])('refuses %s', async (_what, body, reason, message) => {
    await expect(enter(body)).rejects.toMatchObject({
      reason,
      failure: expect.objectContaining({ message: expect.stringMatching(message) as string }) as Error,
    });
  });

  it('reads anew for each try, so that one try cannot spoil the event for the next', async () => {
    const handling = handlingOf();
    const amounts: unknown[] = [];
    const twice = async (_: Handling, next: () => Promise<void>) => {
      await next();
      await next();
    };
    await run(handling, twice, checkAtTheDoor(), async ({ event }) => {
      amounts.push((event.payload as ThingHappened).amount);
      Object.assign(event.payload, { amount: 99 });
      Object.assign(event.envelope.data as object, { amount: 99 });
    });
    expect(amounts).toEqual([1, 1]);
  });
});
