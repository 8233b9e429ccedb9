import { validateSync } from 'class-validator';
import { IsDuration } from './is-duration';

class Settings {
  @IsDuration() readonly within: unknown;
  constructor(within: unknown) {
    this.within = within;
  }
}

const isFine = (value: unknown) => validateSync(new Settings(value)).length === 0;

describe('IsDuration', () => {
  it.each(['500ms', '30s', '1.5h', '2 days'])('takes %s', (value) => expect(isFine(value)).toBe(true));

  it.each(['', ' ', 'soon', '-1s', '0s', '10 parsecs', '15', '30d', 15, undefined, null])(
    'refuses %p',
    (value) => expect(isFine(value)).toBe(false),
  );
});
