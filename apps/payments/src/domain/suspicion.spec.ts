import fc from 'fast-check';
import { hasManyDeclines, isUnusual, medianOf } from './suspicion';

const minute = (n: number) => new Date(Date.UTC(2025, 0, 1, 10, n));
const rule = { threshold: 3, windowMs: 10 * 60_000 };

describe('hasManyDeclines', () => {
  const three = [minute(12), minute(15), minute(20)];

  it('sees as many as the threshold within the window', () => {
    expect(hasManyDeclines(three, null, minute(20), rule)).toBe(true);
    expect(hasManyDeclines(three.slice(1), null, minute(20), rule)).toBe(false);
  });

  it('does not count what is older than the window', () => {
    expect(hasManyDeclines([minute(9), ...three.slice(1)], null, minute(20), rule)).toBe(false);
  });

  it('reports one incident once, and the next one again', () => {
    expect(hasManyDeclines(three, minute(15), minute(20), rule)).toBe(false);
    expect(hasManyDeclines(three, minute(9), minute(20), rule)).toBe(true);
  });
});

describe('isUnusual', () => {
  const former = [1000, 1200, 900, 1100, 1000];
  const euros = (amount: number) => ({ amount, currency: 'EUR' });

  it('compares with what is usual', () => {
    expect(isUnusual(euros(10_000), former, 10)).toBe(false);
    expect(isUnusual(euros(10_001), former, 10)).toBe(true);
  });

  it('has no opinion on a customer who has paid too seldom', () => {
    expect(isUnusual(euros(1_000_000), former.slice(1), 10)).toBe(false);
  });

  it('takes no notice of what was free', () => {
    const free = [0, 0, 0, 0, 0];
    expect(isUnusual(euros(1), free, 10)).toBe(false);
    expect(isUnusual(euros(1000), [...free, ...former], 10)).toBe(false);
    expect(isUnusual(euros(10_001), [...free, ...free, ...former], 10)).toBe(true);
  });

  it('is not blinded by one former splurge', () => {
    expect(isUnusual(euros(20_000), [...former, 5_000_000], 10)).toBe(true);
  });

  it('lets who always pays the same pay a little more', () => {
    expect(isUnusual(euros(1001), [1000, 1000, 1000, 1000, 1000], 10)).toBe(false);
  });

  it('never finds an amount unusual that was paid by half of the payments, whatever else was', () => {
    const amount = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 3, maxLength: 10 }), (usual, others) => {
        const paid = [...others, ...others.map(() => usual), usual];
        expect(medianOf(paid)).toBe(usual);
        expect(isUnusual(euros(usual), paid, 2)).toBe(false);
      }),
    );
  });
});
