import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { TracesPerSecond } from './traces-per-second';

describe('a limit of traces a second', () => {
  let time = 0;
  const sampler = (perSecond: number) => new TracesPerSecond(perSecond, () => time);
  /** How many of so many are recorded. */
  const recorded = (from: TracesPerSecond, count: number) =>
    Array.from({ length: count }, () => from.shouldSample()).filter(
      ({ decision }) => decision === SamplingDecision.RECORD_AND_SAMPLED,
    ).length;

  it('records as many at once as in a second, and of the rest none', () => {
    const limit = sampler(10);
    expect(recorded(limit, 1_000)).toBe(10);
    expect(limit.shouldSample().decision).toBe(SamplingDecision.NOT_RECORD);
  });

  it('records all that come no faster', () => {
    const limit = sampler(10);
    for (let count = 0; count < 1_000; count++, time += 100) expect(recorded(limit, 1)).toBe(1);
  });

  it('records the limit of a flood, second by second, however long it was quiet before', () => {
    const limit = sampler(10);
    time += 3_600_000;
    expect(recorded(limit, 1_000)).toBe(10);
    let inTenSeconds = 0;
    for (let count = 0; count < 10_000; count++, time += 1) inTenSeconds += recorded(limit, 1);
    expect(inTenSeconds).toBeGreaterThanOrEqual(99);
    expect(inTenSeconds).toBeLessThanOrEqual(100);
  });
});
