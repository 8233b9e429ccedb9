import type { IncomingMessage } from '../broker';
import { RunningMessages } from './running-messages';

function message(id: string | undefined, changes: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    queue: 'q',
    exchange: 'e',
    routingKey: 'k',
    body: Buffer.from(`body of ${id}`),
    properties: { messageId: id, headers: {} },
    redelivered: false,
    deliveryCount: 0,
    ack: () => true,
    ackUpTo: () => true,
    ...changes,
  };
}

const again = (id: string, changes: Partial<IncomingMessage> = {}) =>
  message(id, { redelivered: true, ...changes });

describe('RunningMessages', () => {
  let running: RunningMessages;
  let done: string[];

  beforeEach(() => {
    running = new RunningMessages();
    done = [];
  });

  const hold = (redelivery: IncomingMessage, name = 'it') =>
    running.hold({
      message: redelivery,
      settle: () => done.push(`${name} settled`),
      handOut: () => done.push(`${name} handed out`),
    });

  it('keeps a redelivery back until the first handler has settled the message', () => {
    running.begin(message('a'));
    expect(hold(again('a'))).toBe(true);
    expect(done).toEqual([]);
    running.end(message('a'), true);
    expect(done).toEqual(['it settled']);
    expect(hold(again('a'))).toBe(false);
  });

  it('hands it out when the first handler let go of the message', () => {
    running.begin(message('a'));
    hold(again('a'));
    running.end(message('a'), false);
    expect(done).toEqual(['it handed out']);
  });

  it('waits for all handlers of a message that was published twice, and for the worst of them', () => {
    running.begin(message('a'));
    running.begin(message('a'));
    hold(again('a'), 'one');
    hold(again('a'), 'two');
    running.end(message('a'), false);
    expect(done).toEqual([]);
    running.end(message('a'), true);
    expect(done).toEqual(['one handed out', 'two handed out']);
  });

  it('lets through what is not the redelivery of that very message', () => {
    running.begin(message('a'));
    expect(hold(message('a'))).toBe(false); // published twice
    expect(hold(again('b'))).toBe(false);
    expect(hold(again('a', { queue: 'other' }))).toBe(false);
    expect(hold(again('a', { body: Buffer.from('another message with the same id') }))).toBe(false);
    const buriedElsewhere = { messageId: 'a', headers: { 'x-first-death-queue': 'other' } };
    expect(hold(again('a', { properties: buriedElsewhere }))).toBe(false);
  });

  it('lets through messages without an id', () => {
    running.begin(message(undefined));
    expect(hold(message(undefined, { redelivered: true }))).toBe(false);
    running.end(message(undefined), true);
  });
});
