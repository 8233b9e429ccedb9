import { validateSync } from 'class-validator';
import { IsDuration } from './is-duration';

class Settings {
  @IsDuration() readonly within: unknown;
  constructor(within: unknown) {
    this.within = within;
  }
}

class Choice {
  @IsDuration({ or: ['all', 'none'] }) readonly which: string;
  constructor(which: string) {
    this.which = which;
  }
}

const isFine = (value: unknown) => validateSync(new Settings(value)).length === 0;

describe('IsDuration', () => {
  it.each(['500ms', '30s', '1.5h', '2 days'])('takes %s', (value) => expect(isFine(value)).toBe(true));

  it.each(['', ' ', 'soon', '-1s', '0s', '10 parsecs', '15', '30d', 15, undefined, null])(
    'refuses %p',
    (value) => expect(isFine(value)).toBe(false),
  );

  it('takes the words that it may be instead, and names them when it refuses', () => {
    for (const which of ['all', 'none', '5ms']) expect(validateSync(new Choice(which))).toEqual([]);
    expect(validateSync(new Choice('some'))[0]?.constraints?.isDuration).toBe(
      'must be all, or none, or a span of time with its unit, more than none and at most 24d',
    );
  });
});
