const { differenceOf } = require('./output');

const ORDER = '✓ Order 01a1fd96-1588-74c8-842d-841f254cea2b was confirmed 831 ms after its POST';

describe('what was printed is what the page shows', () => {
  it.each([
    ['the same', 'one\ntwo\n', 'one\ntwo\n'],
    ['colours, blank lines and the width of columns apart', 'a b\nc', '\u001b[32ma\u001b[39m    b\n\n  c\n'],
    ['what varies apart', ORDER, ORDER.replace('01a1fd96', '0f0f0f0f').replace('831', '9')],
    [
      'sizes and the names of migrations apart',
      'CREATE m/1795331175776-a.ts (3 bytes)',
      'CREATE m/1795331175777-a.ts (44 bytes)',
    ],
    ['npm apart', 'done', '> warren@0.1.0 docs\n> node tools/docs.js\n\nnpm warn who knows\ndone\n'],
    ['waiting apart', '✓ Types  tsc (9.1 s)', '· Types  tsc 15.0 s\n✓ Types  tsc (1 min 22 s)\n'],
    ['what the page leaves out within a line apart', 'server … at …, running', 'server 15 at here, running'],
    ['what it leaves out in lines apart', 'a\n…\nd\ne', 'a\nb\nd\nc\nd\ne'],
    ['nothing left out', 'a\n…', 'a'],
  ])('%s', (_what, shown, printed) => expect(differenceOf(shown, printed)).toBeUndefined());

  it.each([
    ['another line', 'one\ntwo', 'one\nthree', 'Not printed, or not there: "two"'],
    ['a line too few', 'one\ntwo', 'one', 'Not printed, or not there: "two"'],
    ['a line too many', 'one', 'one\ntwo', 'More is printed than the page shows'],
    ['the wrong order', 'a\n…\nb', 'b\na', 'Not printed, or not there: "a"'],
    ['a sign that means something to patterns', 'a.b (c)', 'axb (c)', 'Not printed, or not there: "a.b (c)"'],
    ['another number', '3 passed', '2 passed', 'Not printed, or not there: "3 passed"'],
  ])('but not %s', (_what, shown, printed, difference) =>
    expect(differenceOf(shown, printed)).toBe(difference),
  );
});
