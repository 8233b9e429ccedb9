import { AsyncLocalStorage } from 'node:async_hooks';
import { incoming } from '../../test/handlers/support/handling-under-test';
import { RecordingBroker } from '../../test/handlers/support/recording-broker';
import { eventually } from '../testing/eventually';
import type { IncomingMessage } from '../broker/broker';
import { LeftUnsettled } from './left-unsettled';
import { pause } from './pausing';
import { QueueConsumer, type Work } from './queue-consumer';

class Item implements Work {
  heldBecause: string | undefined;
  constructor(readonly stopping: AbortSignal) {}
}

/** Finishes each message as the test says. */
class TestConsumer extends QueueConsumer<Item> {
  readonly definition = { name: 'test', kind: 'handler' as const, subscriptions: [], retryDelays: [] };
  protected readonly queue = 'svc.test';
  protected readonly prefetch = 7;
  readonly begun: Item[] = [];

  constructor(
    readonly recording: RecordingBroker,
    private readonly deal: (item: Item) => Promise<void>,
  ) {
    super(recording);
  }

  protected begin(_message: IncomingMessage, stopping: AbortSignal): Item {
    const item = new Item(stopping);
    this.begun.push(item);
    return item;
  }

  protected finish(item: Item): Promise<void> {
    return this.deal(item);
  }
}

const acked: string[] = [];
const message = (name: string) => incoming({}, { ack: () => acked.push(name) > 0 });
const consumerThat = (deal: (item: Item) => Promise<void>) => {
  const consumer = new TestConsumer(new RecordingBroker(), deal);
  consumer.start();
  return consumer;
};
const forEver = () => new Promise<void>(() => undefined);

describe('QueueConsumer', () => {
  beforeEach(() => acked.splice(0));

  it('consumes its queue once, as many messages at a time as it may', () => {
    const consumer = consumerThat(forEver);
    expect(consumer.recording.consumed).toEqual({ queue: 'svc.test', prefetch: 7 });
    consumer.recording.consumed = undefined;
    consumer.start();
    expect(consumer.recording.consumed).toBeUndefined();
  });

  it('acks what is dealt with, when it is, in any order', async () => {
    const ends: (() => void)[] = [];
    const consumer = consumerThat(() => new Promise((end) => ends.push(end)));
    consumer.recording.deliver(message('first'));
    consumer.recording.deliver(message('second'));
    expect(consumer.status()).toEqual({ state: 'consuming', inFlight: 2 });
    ends[1]?.();
    await eventually('the second is acked', () => acked.includes('second'));
    expect(acked).toEqual(['second']);
    ends[0]?.();
    await consumer.drain();
    expect(acked).toEqual(['second', 'first']);
    expect(consumer.status()).toEqual({ state: 'consuming', inFlight: 0 });
  });

  it('deals with a message outside of what was going on where it was delivered', async () => {
    const ambient = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const consumer = consumerThat(() => Promise.resolve(void seen.push(ambient.getStore())));
    ambient.run("the publisher's unit of work", () => consumer.recording.deliver(message('m')));
    await consumer.drain();
    expect(seen).toEqual([undefined]);
  });

  it('does not ack a message that was left to the broker, and goes on', async () => {
    const consumer = consumerThat(() => Promise.reject(new LeftUnsettled()));
    consumer.recording.deliver(message('left'));
    await consumer.drain();
    expect(acked).toEqual([]);
    expect(consumer.status()).toEqual({ state: 'consuming', inFlight: 0 });
  });

  it('holds a message whose way ended in an error that nobody foresaw, says so, and tries it anew', async () => {
    let mistake: Error | undefined = new Error('a mistake in the pipeline');
    const consumer = consumerThat(() => (mistake ? Promise.reject(mistake) : Promise.resolve()));
    consumer.recording.deliver(message('in trouble'));
    await eventually('it was tried again', () => consumer.begun.length > 1);
    expect(acked).toEqual([]);
    await eventually('the status tells of it', () => consumer.status().state === 'waiting');
    expect(consumer.status().detail).toMatch(/1 held: .*nobody foresaw \(Error: a mistake in the pipeline\)/);
    mistake = undefined;
    await consumer.drain();
    expect(acked).toEqual(['in trouble']);
    expect(consumer.status()).toEqual({ state: 'consuming', inFlight: 0 });
  });

  it('leaves such a message to the broker when it stops', async () => {
    const consumer = consumerThat(() => Promise.reject(new Error('a mistake in the pipeline')));
    consumer.recording.deliver(message('in trouble'));
    await consumer.cancel();
    await consumer.drain();
    expect(acked).toEqual([]);
  });

  it('says what it holds, and is waiting while it does', async () => {
    const consumer = consumerThat(forEver);
    consumer.recording.deliver(message('held'));
    (consumer.begun[0] as Item).heldBecause = 'the database is away';
    expect(consumer.status()).toEqual({
      state: 'waiting',
      inFlight: 1,
      detail: '1 held: the database is away',
    });
    await consumer.cancel();
    expect(consumer.status().state).toBe('stopped');
  });

  it('takes no more while what it holds does not get on, until one of them is dealt with', async () => {
    const ends: (() => void)[] = [];
    const consumer = consumerThat(() => new Promise((end) => ends.push(end)));
    consumer.recording.deliver(message('one'));
    consumer.recording.deliver(message('other'));
    for (const item of consumer.begun) item.heldBecause = 'the database is away';
    await eventually('it pauses', () => consumer.recording.pauses.length > 0);
    expect(consumer.status().detail).toBe('2 held: the database is away; the others stay in the queue');
    ends[0]?.();
    await eventually('it goes on', () => consumer.recording.pauses.length > 1);
    expect(consumer.recording.pauses).toEqual(['pause', 'resume']);
    await consumer.cancel();
  });

  it('takes others when nobody is left to find out that it is over', async () => {
    let fail: (error: Error) => void = () => undefined;
    const consumer = consumerThat(() => new Promise((_end, reject) => (fail = reject)));
    consumer.recording.deliver(message('only'));
    (consumer.begun[0] as Item).heldBecause = 'the database is away';
    await eventually('it pauses', () => consumer.recording.pauses.length > 0);
    fail(new LeftUnsettled());
    await eventually('it goes on', () => consumer.recording.pauses.length > 1);
    expect(consumer.recording.pauses).toEqual(['pause', 'resume']);
    await consumer.cancel();
  });

  it('cancel lets go of what waits, and lets the rest finish', async () => {
    let end: () => void = () => undefined;
    const deals = [
      (item: Item) => pause(60_000, item.stopping),
      () => new Promise<void>((done) => (end = done)),
    ];
    const consumer = consumerThat((item) => deals[consumer.begun.length - 1]?.(item) ?? forEver());
    consumer.recording.deliver(message('waits'));
    consumer.recording.deliver(message('works'));
    await consumer.cancel();
    await eventually('only the working one is left', () => consumer.status().inFlight === 1);
    end();
    await consumer.drain();
    expect(acked).toEqual(['works']);
  });

  it('can be cancelled and closed before it was ever started, and does not start then', async () => {
    const consumer = new TestConsumer(new RecordingBroker(), forEver);
    await consumer.cancel();
    await consumer.drain();
    consumer.start();
    await consumer.close();
    expect(consumer.recording.consumed).toBeUndefined();
    expect(consumer.status()).toEqual({ state: 'stopped', inFlight: 0 });
  });

  it('close lets go of its subscription although a message hangs, and takes no more', async () => {
    const consumer = consumerThat(forEver);
    consumer.recording.deliver(message('hangs'));
    await consumer.cancel();
    await consumer.close();
    consumer.recording.deliver(message('late'));
    expect(consumer.recording.closedSubscriptions).toBe(1);
    expect(consumer.begun).toHaveLength(1);
  });
});
