import { Logger } from '@nestjs/common';
import { setImmediate as turn } from 'node:timers/promises';
import type { IncomingMessage } from '../broker/broker';
import { eventually } from '../testing/eventually';
import type { HeldWatch } from './streams/held-watch';
import { ProjectionConsumer } from './projection-consumer';
import type { Patience } from './batches/patience';
import type { ReadMessage, StreamEvent } from './streams/stream-event';

/** A consumer whose runner does what the test says, on a broker that is only a callback. */
function setUp(apply: (messages: readonly ReadMessage[]) => Promise<void>, lanes = 1) {
  const acked: string[] = [];
  let deliver: (message: IncomingMessage) => void = () => undefined;
  const subscription = {
    status: () => 'consuming' as const,
    pause: jest.fn(),
    resume: jest.fn(),
    cancel: jest.fn(),
    close: jest.fn(),
  };
  const patience = { waitingFor: undefined as string | undefined };
  const held = { summary: undefined, changed: jest.fn(), stop: jest.fn() };
  const stop = new AbortController();
  const consumer = new ProjectionConsumer({
    definition: { name: 'test', kind: 'projection', subscriptions: [], retryDelays: [] },
    queue: 'shop.test',
    handBack: { untried: () => Promise.reject(new Error('Nothing is to be put back.')) },
    broker: {
      consume: (_options, callback) => {
        deliver = callback;
        return subscription;
      },
    },
    batches: { size: 2, lingerMs: 0, lanes },
    prefetch: 10,
    reader: {
      read: (message) => ({ message, event: { stream: message.routingKey, envelope: {} } as StreamEvent }),
    },
    runner: { apply: (messages) => apply(messages).then(() => new Set()) },
    patience: patience as Patience,
    held: held as unknown as HeldWatch,
    lag: { summary: () => undefined },
    stop,
  });
  consumer.start();
  const send = (name: string) =>
    deliver({
      routingKey: name,
      ackUpTo: () => acked.push(name) > 0,
      ack: () => true,
    } as unknown as IncomingMessage);
  return { consumer, send, acked, subscription, patience, held, stop };
}

const namesOf = (messages: readonly ReadMessage[]) =>
  messages.map(({ message }) => message.routingKey).join();

describe('ProjectionConsumer', () => {
  beforeEach(() =>
    ['log', 'error'].forEach((level) => jest.spyOn(Logger.prototype, level as 'log').mockImplementation()),
  );
  afterEach(() => jest.restoreAllMocks());

  it('acks a batch by its last message, and only once it is committed', async () => {
    const commits: (() => void)[] = [];
    const { consumer, send, acked } = setUp(() => new Promise((resolve) => commits.push(resolve)));
    ['a', 'b', 'c', 'd'].forEach(send);
    await turn();
    expect([acked, consumer.status().inFlight]).toEqual([[], 4]);
    commits[0]?.();
    await turn();
    expect(acked).toEqual(['b']);
    commits[1]?.();
    await consumer.drain();
    expect([acked, consumer.status().inFlight]).toEqual([['b', 'd'], 0]);
  });

  it('acks nothing of one lane before what came earlier is committed in another', async () => {
    const commits = new Map<string, () => void>();
    const { consumer, send, acked } = setUp(
      (messages) => new Promise((resolve) => commits.set(namesOf(messages), resolve)),
      2,
    );
    ['a', 'a', 'b', 'b'].forEach(send); // a name is a stream, and these two are in different lanes
    await eventually('both lanes to be at work', () => commits.size === 2);
    commits.get('b,b')?.();
    await turn();
    expect([acked, consumer.status().inFlight]).toEqual([[], 2]);
    commits.get('a,a')?.();
    await consumer.drain();
    expect(acked).toEqual(['b']);
  });

  it('when it is closed while it waits: acks nothing, also nothing that comes later', async () => {
    const batches: string[] = [];
    const { consumer, send, acked, subscription, stop } = setUp((messages) => {
      batches.push(namesOf(messages));
      return new Promise((_resolve, reject) =>
        stop.signal.addEventListener('abort', () => reject(new Error('stopped'))),
      );
    });
    ['a', 'b', 'c'].forEach(send);
    await turn();
    await consumer.close();
    ['d', 'e'].forEach(send);
    await consumer.drain();
    expect(batches).toEqual(['a,b']);
    expect(acked).toEqual([]);
    expect(subscription.close).toHaveBeenCalled();
    expect(consumer.status().state).toBe('stopped');
  });

  it('after an error nobody foresaw: stops, so that no later ack covers what was not applied', async () => {
    const { consumer, send, acked } = setUp((messages) =>
      namesOf(messages) === 'a,b' ? Promise.reject(new TypeError('a defect')) : Promise.resolve(),
    );
    ['a', 'b', 'c', 'd'].forEach(send);
    await consumer.drain();
    expect(acked).toEqual([]);
    expect(consumer.status()).toMatchObject({ state: 'stopped' });
  });

  it('says what it waits for', () => {
    const { consumer, patience } = setUp(() => Promise.resolve());
    expect(consumer.status()).toEqual({ state: 'consuming', inFlight: 0 });
    patience.waitingFor = 'connection refused';
    expect(consumer.status()).toEqual({ state: 'waiting', inFlight: 0, detail: 'connection refused' });
  });

  it('takes no more while what it has does not get on, until a batch is through', async () => {
    let commit: () => void = () => undefined;
    const { consumer, send, patience, subscription } = setUp(
      () => new Promise((resolve) => (commit = resolve)),
    );
    ['a', 'b'].forEach(send);
    patience.waitingFor = 'relation "order_details" does not exist';
    await eventually('it pauses', () => subscription.pause.mock.calls.length);
    expect(consumer.status()).toEqual({
      state: 'waiting',
      inFlight: 2,
      detail: 'relation "order_details" does not exist; the others stay in the queue',
    });
    expect(subscription.resume).not.toHaveBeenCalled();
    patience.waitingFor = undefined;
    commit();
    await consumer.drain();
    expect(subscription.pause).toHaveBeenCalledTimes(1);
    expect(subscription.resume).toHaveBeenCalledTimes(1);
  });

  it('says what is held, how much of it and since when', () => {
    const { consumer, held } = setUp(() => Promise.resolve());
    Object.assign(held, { summary: { events: 3, streams: 2, oldest: new Date('2030-01-01T00:00:00Z') } });
    expect(consumer.status().detail).toMatch(/3 events of 2 aggregates .* since 2030-01-01T00:00:00/);
  });
});
