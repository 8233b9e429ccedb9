import type { BrokerConnection } from './connection';
import type { Declared } from './declared';
import { Upkeep } from './upkeep';

const NOTHING = { exchanges: [], queues: [], bindings: [] };

/** Rounds that end when the test says so. */
function setUp() {
  const rounds: (() => void)[] = [];
  const declareAgain = () => new Promise<void>((end) => rounds.push(end));
  const declared = { all: () => NOTHING, drift: () => [], declareAgain } as unknown as Declared;
  return { rounds, upkeep: new Upkeep({ isUp: true } as BrokerConnection, declared, 1) };
}

describe('Upkeep', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('goes its rounds one after the other, however often it is started', async () => {
    const { rounds, upkeep } = setUp();
    for (let reconnects = 0; reconnects < 5; reconnects += 1) upkeep.start();
    for (let round = 1; round <= 3; round += 1) {
      await jest.advanceTimersByTimeAsync(10);
      upkeep.start();
      await jest.advanceTimersByTimeAsync(10);
      expect(rounds).toHaveLength(round);
      rounds[round - 1]?.();
    }
    upkeep.stop();
  });

  it('ends when it is stopped, also in the middle of a round', async () => {
    const { rounds, upkeep } = setUp();
    upkeep.start();
    await jest.advanceTimersByTimeAsync(10);
    upkeep.stop();
    rounds[0]?.();
    upkeep.start();
    await jest.advanceTimersByTimeAsync(10);
    expect(rounds).toHaveLength(1);
  });
});
