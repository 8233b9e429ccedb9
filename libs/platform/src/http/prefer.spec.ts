import { readPreferredWait } from './prefer';
import { ProblemError } from './problem';

describe('readPreferredWait', () => {
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['respond-async', undefined],
    ['return=minimal; wait=3', undefined],
    ['foo="wait=3, wait=4"', undefined],
    ['wait=5', 5],
    ['wait=0', 0],
    ['WAIT = "7"', 7],
    ['respond-async, wait=10', 10],
    ['foo="a, b\\", c", wait=10; bar=1', 10],
    ['wait=1, wait=2', 1],
    ['"unclosed, wait=1', undefined],
    [',, ,wait=2', 2],
  ])('%p is a wait of %p', (header, seconds) => expect(readPreferredWait(header)).toBe(seconds));

  it.each(['wait', 'wait=', 'wait=soon', 'wait=-1', 'wait=1.5', 'wait=1s', 'wait="', 'wait=99999999999'])(
    'refuses %p and names the header',
    (header) => {
      const read = () => readPreferredWait(header);
      expect(read).toThrow(ProblemError);
      expect(read).toThrow(/The header Prefer must give wait in whole seconds/);
    },
  );
});
