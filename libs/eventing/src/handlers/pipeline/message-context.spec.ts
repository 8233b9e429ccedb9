import { handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import { currentMessageContext, type MessageContext } from '../../message/message-context';
import { checkAtTheDoor } from './check-at-the-door';
import { messageContext } from './message-context';

async function contextFor(changes: Parameters<typeof thingHappened>[0]): Promise<MessageContext | undefined> {
  let seen: MessageContext | undefined;
  const handling = handlingOf({ message: incoming(thingHappened(changes)) });
  await run(handling, messageContext(), checkAtTheDoor(), async () => {
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
      consumer: 'note-thing',
    });
  });

  it('passes the trace on as it came while nothing here records a span', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(await contextFor({ traceparent, tracestate: 'vendor=1' })).toMatchObject({
      traceparent,
      tracestate: 'vendor=1',
    });
  });

  it.each(['', 'ü', 'x'.repeat(513), 7])('leaves out a tracestate that is none: %j', async (tracestate) => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const context = await contextFor({ traceparent, tracestate: tracestate as string });
    expect(context).toMatchObject({ traceparent });
    expect(context).not.toHaveProperty('tracestate');
  });

  it('goes by what the broker knows of a message that cannot be read', async () => {
    let seen: MessageContext | undefined;
    const message = incoming(Buffer.from('{'), { properties: { correlationId: 'c-2', messageId: 'm-2' } });
    await run(handlingOf({ message }), messageContext(), async () => {
      seen = await Promise.resolve(currentMessageContext());
    });
    expect(seen).toEqual({ correlationId: 'c-2', causationId: undefined, consumer: 'note-thing' });
  });

  it('does not pass on a traceparent that is none', async () => {
    expect((await contextFor({ traceparent: 'no trace' }))?.traceparent).toBeUndefined();
  });
});
