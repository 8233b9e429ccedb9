import type { InMemoryServer } from '../../broker/in-memory/in-memory-server';
import { BrokerNames } from '../../broker/names';
import type { RunningService } from './running-service';
import type { Traffic } from './traffic';
import { unfinished } from './unfinished';

interface Moment {
  queue: string[];
  outbox: string[];
  due: string[];
  count: number;
}

/** A service of which a look is never of one moment: its outbox is asked first, its queue seen a moment later. */
function scene(whileItsOutboxIsAsked: (world: Moment) => void, due: string[] = []) {
  const world = { queue: ['left.ball-hit.v1'], outbox: [] as string[], due, count: 0 };
  const service = {
    name: 'right',
    due: async () => [...world.due],
    unsent: async () => {
      const asOfNow = [...world.outbox];
      whileItsOutboxIsAsked(world);
      return asOfNow;
    },
    state: () => ({
      scheduling: { troubles: [] },
      redrives: { trouble: undefined },
      relay: { role: 'active' },
      consumers: [{ name: 'hit-back', state: 'consuming', inFlight: world.queue.length }],
    }),
  };
  const contents = () =>
    new Map([
      ['right.hit-back', world.queue.map((type) => ({ routingKey: 'ball-hit.v1', properties: { type } }))],
    ]);
  const traffic = {
    get count() {
      return world.count;
    },
    sentBy: () => [],
  };
  return {
    server: { contents } as unknown as InMemoryServer,
    services: [service as unknown as RunningService],
    traffic: traffic as unknown as Traffic,
    namesOf: (name: string) => new BrokerNames(name),
  };
}

describe('unfinished', () => {
  it('names what is in a queue', async () => {
    expect(await unfinished(scene(() => undefined))).toEqual([
      'right.hit-back has 1 message (left.ball-hit.v1); it is consuming, 1 in flight',
    ]);
  });

  it('is not fooled by a handler that ends between the look at the outbox and that at the queue', async () => {
    const ending = scene((world) => {
      world.outbox.push('right.ball-hit.v1'); // committed
      world.queue.pop(); // settled
      world.count += 1;
    });
    expect(await unfinished(ending)).toEqual(['Messages have just been published or settled.']);
    expect(await unfinished(ending)).toEqual([
      'right has 1 event in its outbox (right.ball-hit.v1); its relay is active',
    ]);
  });

  it('names what is due before it looks into the outbox, where it goes next', async () => {
    const moving = scene(() => undefined, ['a time-out is due']);
    expect(await unfinished(moving)).toContain('right: a time-out is due');
  });

  it('finds nothing when there is nothing', async () => {
    const idle = scene(() => undefined);
    const silent = { ...idle, server: { contents: () => new Map() } as unknown as InMemoryServer };
    expect(await unfinished(silent)).toEqual([]);
  });
});
