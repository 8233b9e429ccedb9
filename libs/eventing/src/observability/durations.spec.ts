import { Durations } from './durations';

describe('Durations', () => {
  it('counts each value once, at the smallest bound that it does not exceed', () => {
    const durations = new Durations([1, 2, 5]);
    for (const seconds of [0.5, 1, 1.5, 5, 6, 1_000]) durations.record(seconds);
    expect(durations.cumulative()).toEqual([2, 3, 4]);
    expect(durations.count).toBe(6);
    expect(durations.sum).toBe(1_014);
  });

  it('takes what two clocks make negative for 0, and what is no number for nothing', () => {
    const durations = new Durations([1]);
    durations.record(-3);
    durations.record(NaN);
    expect([durations.count, durations.sum]).toEqual([1, 0]);
  });
});
