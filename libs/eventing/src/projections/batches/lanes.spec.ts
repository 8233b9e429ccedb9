import { setImmediate as turn } from 'node:timers/promises';
import { eventually } from '../../testing/eventually';
import type { ReadMessage } from '../streams/stream-event';
import { Lanes } from './lanes';

const STREAMS = Array.from({ length: 40 }, (_, index) => `/shop/order/${index}`);

const of = (stream: string | undefined) =>
  ({ message: {}, ...(stream && { event: { stream } }) }) as unknown as ReadMessage;
const streamsOf = (batch: readonly ReadMessage[]) => batch.map(({ event }) => event?.stream);

/** Lanes whose batches end when the test says so. */
function setUp(lanes: number, size = 100) {
  const batches: { streams: (string | undefined)[]; end: () => void }[] = [];
  const subject = new Lanes(
    { lanes, size, lingerMs: 0 },
    (batch) => new Promise((end) => batches.push({ streams: streamsOf(batch), end })),
  );
  const add = (...streams: (string | undefined)[]) => streams.forEach((stream) => subject.add(of(stream)));
  return { subject, add, batches };
}

describe('Lanes', () => {
  it('work at the same time, and on no stream in two of them', async () => {
    const { subject, add, batches } = setUp(3);
    add(...STREAMS, ...STREAMS);
    await eventually('all lanes to be at work', () => batches.length === 3);
    const distinct = batches.map(({ streams }) => new Set(streams));
    expect(distinct.reduce((sum, { size }) => sum + size, 0)).toBe(STREAMS.length);
    expect(distinct.every(({ size }) => size >= 5)).toBe(true); // spread, not all in one
    expect(subject.count).toBe(80);
  });

  it('keep the order of a stream', async () => {
    const { add, batches } = setUp(2, 2);
    add('a', 'a', 'a', 'a');
    await eventually('a batch', () => batches.length > 0);
    expect(batches.map(({ streams }) => streams)).toEqual([['a', 'a']]);
    batches[0]?.end();
    await eventually('the other', () => batches.length === 2);
  });

  it('are idle when all of them are', async () => {
    const { subject, add, batches } = setUp(2);
    add(...STREAMS);
    const idle = jest.fn();
    void subject.idle().then(idle);
    await eventually('both to be at work', () => batches.length === 2);
    batches[0]?.end();
    await turn();
    expect(idle).not.toHaveBeenCalled();
    batches[1]?.end();
    await eventually('all to be idle', () => idle.mock.calls.length > 0);
    expect(subject.count).toBe(0);
  });

  it('forget what nobody has begun, in each of them', async () => {
    const { subject, add, batches } = setUp(2, 1);
    add(...STREAMS, undefined);
    await eventually('both to be at work', () => batches.length === 2);
    subject.discardPending();
    expect(subject.count).toBe(2);
  });
});
