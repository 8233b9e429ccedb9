import { liveMessages } from './live-messages';
import type { FeedPart } from './live-feed';
import type { Place } from './place';

const place = { position: 0, mark: '' };

/** A feed with a hundred entries at a time, for ever. */
class EndlessTail {
  watchers = 0;
  reads = 0;

  watch(): () => void {
    this.watchers++;
    return () => void this.watchers--;
  }

  async after(start: Place, limit: number): Promise<FeedPart> {
    this.reads++;
    const entries = Array.from({ length: limit }, (_, index) => ({
      position: start.position + index + 1,
      mark: '',
      type: 'order-placed' as const,
      data: {},
    }));
    return { start, entries };
  }

  async hasNews(): Promise<boolean> {
    return true;
  }
}

describe('liveMessages', () => {
  it('reads on only when what was sent has been taken', async () => {
    const [tail, end] = [new EndlessTail(), new AbortController()];
    let take: () => void = () => undefined;
    const taken = () => new Promise<void>((resolve) => (take = resolve));
    const messages = liveMessages(tail, { place, heartbeatMs: 1, signal: end.signal, taken });
    const next = async () => (await messages.next()).value?.id as string;
    for (let id = 0; id <= 100; id++) expect(await next()).toBe(String(id));
    const following = next();
    await new Promise(setImmediate);
    expect(tail.reads).toBe(1);
    take();
    expect(await following).toBe('101');
    expect(tail.reads).toBe(2);
  });

  it('stops watching when its client has gone', async () => {
    const [tail, end] = [new EndlessTail(), new AbortController()];
    const messages = liveMessages(tail, {
      place,
      heartbeatMs: 1,
      signal: end.signal,
      taken: async () => end.abort(),
    });
    const received = [];
    for await (const message of messages) received.push(message);
    expect(received).toHaveLength(101);
    expect(tail.watchers).toBe(0);
  });
});
