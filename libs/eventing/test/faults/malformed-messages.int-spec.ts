import { Stage } from './stage/stage';
import { strangeMessages, type StrangeMessage } from './stage/strangers';

const HANDLER = 'book-entry-when-account-changed';
const PROJECTION = 'account-statement';

jest.setTimeout(480_000);

describe('Messages from strangers, at a service that is busy', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(() => stage?.close());

  it('are parked with the reason, while the messages around them are handled, and nothing goes round', async () => {
    const bookkeeper = await stage.startConsuming('bookkeeper');
    const writer = await stage.start('writer', { load: { writers: 4, accounts: 40, restMs: 60 } });
    await stage.untilCommitted(100);
    const { atHandler, atProjection } = await sendStrangeMessages();
    const expected = [
      ...atHandler.map((strange) => story(HANDLER, strange, strange.handler)),
      ...atProjection.flatMap((strange) => story(PROJECTION, strange, strange.projection) ?? []),
    ];
    await stage.untilParked(expected.length);
    await stage.untilCommitted((await stage.committed()) + 100);
    await writer.ask('quiet');
    await stage.untilSettled();
    const { delivered } = await bookkeeper.ask('traffic');

    const strangers = [...atHandler, ...atProjection];
    const { books, problems, exits } = await stage.finish(strangers.map(({ body }) => body));
    expect(
      books.parked
        .map(({ consumer, reason, body }) => story(consumer, byBody(strangers, body), reason))
        .sort(),
    ).toEqual(expected.sort());
    expect(problems).toEqual([]);
    // Each was handed out once: nothing came back.
    expect(delivered).toBe(
      books.entries.length + books.movements.length + atHandler.length + atProjection.length,
    );
    expect(exits).toEqual([0, 0].map((code) => ({ code, signal: null })));
  });

  /** Over the exchange, as if they were events, and straight to each queue. */
  async function sendStrangeMessages() {
    const names = stage.queues.names('bookkeeper');
    const [byExchange, toHandler, toProjection] = [strangeMessages(), strangeMessages(), strangeMessages()];
    await stage.queues.send([
      ...to(byExchange, names.eventsExchange('writer'), 'account-changed.v1'),
      ...to(toHandler, '', names.queue(HANDLER)),
      ...to(toProjection, '', names.queue(PROJECTION)),
    ]);
    return { atHandler: [...byExchange, ...toHandler], atProjection: [...byExchange, ...toProjection] };
  }
});

function to(messages: StrangeMessage[], exchange: string, routingKey: string) {
  return messages.map(({ body, properties }) => ({ exchange, routingKey, body, properties }));
}

function byBody(messages: StrangeMessage[], body: Buffer): StrangeMessage | undefined {
  return messages.find((message) => message.body.equals(body));
}

function story(consumer: string, strange: StrangeMessage | undefined, reason: string | undefined) {
  return reason && `${strange?.what ?? 'a message of ours'}: ${reason} at ${consumer}`;
}
