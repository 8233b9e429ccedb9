import { LagWindow } from './lag-window';

const NOW = Date.UTC(2030, 0, 1);
const ago = (ms: number) => new Date(NOW - ms).toISOString();

describe('LagWindow', () => {
  it('tells nothing while nothing was applied', () => {
    expect(new LagWindow().summary()).toBeUndefined();
  });

  it('tells the last lag, and how long half and nearly all of them took at most', () => {
    const window = new LagWindow();
    for (let ms = 100; ms >= 1; ms -= 1) window.record([ago(ms)], NOW);
    expect(window.summary(NOW)).toEqual({ lastMs: 1, p50Ms: 50, p99Ms: 99, events: 100 });
  });

  it('forgets the oldest of more than 1 000', () => {
    const window = new LagWindow();
    window.record(Array<string>(1_000).fill(ago(5_000)), NOW);
    window.record(Array<string>(999).fill(ago(10)), NOW);
    expect(window.summary(NOW)).toEqual({ lastMs: 10, p50Ms: 10, p99Ms: 10, events: 1_000 });
    window.record(Array<string>(30).fill(ago(7_000)), NOW);
    expect(window.summary(NOW)).toEqual({ lastMs: 7_000, p50Ms: 10, p99Ms: 7_000, events: 1_000 });
  });

  it('forgets what is older than five minutes', () => {
    const window = new LagWindow();
    window.record([ago(900)], NOW);
    window.record([ago(10)], NOW + 60_000);
    expect(window.summary(NOW + 5 * 60_000)).toMatchObject({ events: 1, p50Ms: 60_010 });
    expect(window.summary(NOW + 6 * 60_000)).toBeUndefined();
  });

  it('takes an event from the future for one of this moment: clocks differ', () => {
    const window = new LagWindow();
    window.record([ago(-3_000)], NOW);
    expect(window.summary(NOW)?.lastMs).toBe(0);
  });
});
