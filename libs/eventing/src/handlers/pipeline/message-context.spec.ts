import { handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import { currentMessageContext, type MessageContext } from '../../message/message-context';
import { checkAtTheDoor } from './check-at-the-door';
import { messageContext } from './message-context';

async function contextFor(changes: Parameters<typeof thingHappened>[0]): Promise<MessageContext | undefined> {
  let seen: MessageContext | undefined;
  const handling = handlingOf({ message: incoming(thingHappened(changes)) });
  await run(handling, checkAtTheDoor(), messageContext(), async () => {
    await Promise.resolve();
    seen = currentMessageContext();
  });
  return seen;
}

describe('messageContext', () => {
  it('passes on the correlation and names the event as the cause', async () => {
    expect(await contextFor({ id: 'e-1', correlationid: 'c-1' })).toEqual({
      correlationId: 'c-1',
      causationId: 'e-1',
      traceparent: undefined,
    });
  });

  it('continues the trace with a span of its own', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const child = (await contextFor({ traceparent }))?.traceparent;
    expect(child).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
    expect(child).not.toBe(traceparent);
  });

  it('does not pass on a traceparent that is none', async () => {
    expect((await contextFor({ traceparent: 'no trace' }))?.traceparent).toBeUndefined();
  });
});
