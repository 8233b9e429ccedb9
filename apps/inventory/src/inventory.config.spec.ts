import { readConfig } from '@warren/platform';
import { NEEDED_SETTINGS } from '@warren/platform/testing';
import { InventoryConfig } from './inventory.config';

const read = (RESERVATION_EXPIRES_AFTER?: string) =>
  readConfig('inventory', { ...NEEDED_SETTINGS, RESERVATION_EXPIRES_AFTER }, InventoryConfig);

describe('RESERVATION_EXPIRES_AFTER', () => {
  it('is an hour unless said otherwise', () => expect(read().RESERVATION_EXPIRES_AFTER).toBe('1h'));

  it.each(['1s', '90s', '15m', '1.5h', '2 days', '1y'])('may be %s', (value) =>
    expect(read(value).RESERVATION_EXPIRES_AFTER).toBe(value),
  );

  it.each([
    '0s',
    '999ms',
    '-1h',
    '2y',
    '3600',
    'soon',
    '1 fortnight',
    '1h30m',
    '1e3s',
    'Infinity',
    '9'.repeat(200) + 's',
  ])('cannot be %s', (value) => {
    expect(() => read(value)).toThrow(
      /1 setting is wrong[^]*RESERVATION_EXPIRES_AFTER +must be a span of time with its unit, at least 1s and at most 1y.*Example: RESERVATION_EXPIRES_AFTER=1h/,
    );
  });
});
