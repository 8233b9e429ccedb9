const { styleText } = require('node:util');
const { columns } = require('./columns');
const { seconds } = require('./seconds');

describe('columns', () => {
  it('are as wide as their widest cell, without blanks at the end', () => {
    expect(columns([['a', 'bb'], ['aaa'], ['', 'b', 'c']])).toBe('  a     bb\n  aaa\n        b    c');
  });

  it('do not count colours', () => {
    const red = styleText('red', 'a', { validateStream: false });
    expect(
      columns(
        [
          [red, 'b'],
          ['aa', 'b'],
        ],
        { indent: 0, gap: 1 },
      ),
    ).toBe(`${red}  b\naa b`);
  });
});

describe('durations', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1_240, '1.2 s'],
    [61_000, '1 min 1 s'],
  ])('of %d ms are said as %p', (ms, said) => expect(seconds(ms)).toBe(said));
});
