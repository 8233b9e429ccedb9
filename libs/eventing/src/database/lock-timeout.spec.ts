import { isLockTimeout } from './lock-timeout';

const timeout = Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });

describe('isLockTimeout', () => {
  it('knows it, also behind a wrapper', () => {
    expect(isLockTimeout(timeout)).toBe(true);
    expect(isLockTimeout(new Error('could not load', { cause: timeout }))).toBe(true);
  });

  it('takes nothing else for one', () => {
    const circle = new Error('round');
    circle.cause = circle;
    const others = [
      new Error('55P03'),
      Object.assign(new Error(), { code: '40P01' }),
      circle,
      '55P03',
      undefined,
    ];
    expect(others.map((each) => isLockTimeout(each))).toEqual(others.map(() => false));
  });
});
