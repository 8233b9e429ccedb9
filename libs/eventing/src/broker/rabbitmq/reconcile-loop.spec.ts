import { ReconcileLoop } from './reconcile-loop';

/** Lets everything happen that is due, and `ms` pass where there is a timer. */
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('ReconcileLoop', () => {
  let steps: number;
  let fail: boolean;
  let failures: number[];
  let loop: ReconcileLoop;

  beforeEach(() => {
    jest.useFakeTimers();
    [steps, fail, failures] = [0, false, []];
    loop = new ReconcileLoop(
      async () => {
        steps += 1;
        if (fail) throw new Error('not yet');
      },
      (_error, count) => failures.push(count),
    );
  });
  afterEach(async () => {
    await loop.stop();
    jest.useRealTimers();
  });

  it('runs once for each trigger, and once more for those that came during a run', async () => {
    loop.trigger();
    loop.trigger();
    loop.trigger();
    await pass(0);
    expect(steps).toBe(2);
    loop.trigger();
    await pass(0);
    expect(steps).toBe(3);
  });

  it('never runs two steps at once', async () => {
    let inside = 0;
    let most = 0;
    const slow = new ReconcileLoop(
      async () => {
        most = Math.max(most, (inside += 1));
        await new Promise((resolve) => setTimeout(resolve, 100));
        inside -= 1;
      },
      () => undefined,
    );
    for (let round = 0; round < 5; round += 1) {
      slow.trigger();
      await pass(30);
    }
    await pass(1_000);
    expect(most).toBe(1);
    await slow.stop();
  });

  it('tries again by itself, with growing gaps, until it succeeds', async () => {
    fail = true;
    loop.trigger();
    await pass(1_000);
    expect(steps).toBeGreaterThan(3);
    const early = steps;
    await pass(60_000);
    // By then the gaps are five seconds, give or take.
    expect(steps - early).toBeLessThan(60);
    expect(failures.slice(0, 3)).toEqual([1, 2, 3]);
    fail = false;
    await pass(10_000);
    const enough = steps;
    await pass(60_000);
    expect(steps).toBe(enough);
  });

  it('slows down when what it reached is taken away again and again', async () => {
    const restless: ReconcileLoop = new ReconcileLoop(
      async () => {
        steps += 1;
        restless.trigger();
      },
      () => undefined,
    );
    restless.trigger();
    await pass(10_000);
    await restless.stop();
    expect(steps).toBeLessThan(100);
  });

  it('does nothing after it was stopped, not even in a gap', async () => {
    fail = true;
    loop.trigger();
    await pass(10);
    await loop.stop();
    const before = steps;
    loop.trigger();
    await pass(60_000);
    expect(steps).toBe(before);
  });
});
