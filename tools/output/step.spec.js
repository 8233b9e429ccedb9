const { stripVTControlCharacters: plain } = require('node:util');
const { step } = require('./step');

/** @param {{ isTTY: boolean }} options */
function recorder({ isTTY }) {
  const written = { text: '' };
  const stream = {
    isTTY,
    columns: 60,
    write: (/** @type {string} */ text) => Boolean((written.text += text)),
  };
  return { written, out: /** @type {NodeJS.WriteStream} */ (/** @type {unknown} */ (stream)) };
}

describe('a step', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('writes one line into a log, and a sign of life every 15 seconds', () => {
    const { written, out } = recorder({ isTTY: false });
    const line = step('Build', out);
    line.update('two of three');
    jest.advanceTimersByTime(16_000);
    line.done('three of three');
    jest.advanceTimersByTime(60_000);
    expect(plain(written.text)).toBe('· Build        two of three 15.0 s\n✓ Build        three of three\n');
  });

  it('keeps its line alive on a terminal, cut to its width, and leaves one', () => {
    const { written, out } = recorder({ isTTY: true });
    const line = step('Build', out);
    line.update('x'.repeat(200));
    jest.advanceTimersByTime(1_000);
    const drawn = written.text.split('Build').slice(1);
    expect(drawn.length).toBeGreaterThan(5);
    for (const one of drawn) expect(one).not.toContain('x'.repeat(50));
    line.fail('it broke');
    expect(plain(written.text)).toMatch(/✗ Build {8}it broke\n$/);
    const { length } = written.text;
    jest.advanceTimersByTime(1_000);
    expect(written.text).toHaveLength(length);
  });
});
