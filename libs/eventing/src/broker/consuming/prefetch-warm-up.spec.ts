import type { IncomingMessage } from '../broker';
import { eventually } from '../../testing/eventually';
import { PrefetchWarmUp } from './prefetch-warm-up';

const settledMessage = (redelivered: boolean) => ({ redelivered }) as IncomingMessage;

describe('PrefetchWarmUp', () => {
  it('allows one message until one that is not a redelivery was settled', () => {
    const onWarm = jest.fn();
    const warmUp = new PrefetchWarmUp(10, onWarm);
    expect(warmUp.prefetch).toBe(1);
    warmUp.settled(settledMessage(true));
    expect(warmUp.prefetch).toBe(1);
    warmUp.settled(settledMessage(false));
    warmUp.settled(settledMessage(false));
    expect(warmUp.prefetch).toBe(10);
    expect(onWarm).toHaveBeenCalledTimes(1);
  });

  it('has nothing to raise where one is all that was asked for', () => {
    const onWarm = jest.fn();
    const warmUp = new PrefetchWarmUp(1, onWarm);
    warmUp.settled(settledMessage(false));
    expect(warmUp.prefetch).toBe(1);
    expect(onWarm).not.toHaveBeenCalled();
  });

  it('stays as it is when a connection is lost after work was done, and begins anew when another follows at once', () => {
    const warmUp = new PrefetchWarmUp(10, () => undefined);
    warmUp.settled(settledMessage(false));
    warmUp.interrupted();
    expect(warmUp.prefetch).toBe(10);
    warmUp.settled(settledMessage(true));
    warmUp.interrupted();
    expect(warmUp.prefetch).toBe(1);
    warmUp.settled(settledMessage(false));
    expect(warmUp.prefetch).toBe(10);
  });

  it('stays at one while it is asked to go one by one, and raises with the first one settled after', () => {
    const raised = jest.fn();
    const warmUp = new PrefetchWarmUp(10, raised);
    warmUp.settled(settledMessage(false));
    warmUp.beginAnew('one-by-one');
    for (let times = 0; times < 3; times += 1) warmUp.settled(settledMessage(false));
    warmUp.interrupted();
    expect([warmUp.prefetch, raised.mock.calls.length]).toEqual([1, 1]);
    warmUp.beginAnew('full');
    warmUp.settled(settledMessage(false));
    expect([warmUp.prefetch, raised.mock.calls.length]).toEqual([10, 2]);
  });

  it('does not let one redelivery, whose first handler hangs, keep the only place for ever', async () => {
    const raised: number[] = [];
    const warmUp: PrefetchWarmUp = new PrefetchWarmUp(3, () => raised.push(warmUp.prefetch), 1);
    for (let places = 2; places <= 4; places += 1) {
      warmUp.heldBack();
      warmUp.heldBack();
      await eventually('another place', () => raised.length === places - 1);
    }
    expect(raised).toEqual([2, 3, 3]);
    warmUp.beginAnew();
    expect(warmUp.prefetch).toBe(1);
  });
});
