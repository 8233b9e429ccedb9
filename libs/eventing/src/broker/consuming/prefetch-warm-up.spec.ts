import type { IncomingMessage } from '../broker';
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
});
