import ms from 'ms';
import { readConfig } from '@warren/platform';
import { NEEDED_SETTINGS } from '@warren/platform/testing';
import { PaymentsConfig } from './payments.config';

const env = (more: Record<string, string> = {}) => ({ ...NEEDED_SETTINGS, ...more });
const read = (more?: Record<string, string>) => readConfig('payments', env(more), PaymentsConfig);

describe('PaymentsConfig', () => {
  it('needs nothing but the database: every setting of its own has a default that obeys its rules', () => {
    expect(ms(read().SETTLE_EVERY)).toBe(60_000);
  });

  it.each(['500ms', '2s', '1.5h', '1 day'])('takes %s for a span of time', (SETTLE_EVERY) => {
    expect(ms(read({ SETTLE_EVERY }).SETTLE_EVERY)).toBeGreaterThan(0);
  });

  it.each(['60', 'soon', '0s', '-1s', '5 parsecs', '30d', '1s 2s'])('refuses "%s"', (SETTLE_EVERY) => {
    expect(() => read({ SETTLE_EVERY })).toThrow(
      /SETTLE_EVERY +must be a span of time.*Example: SETTLE_EVERY=1m/,
    );
  });

  it('names every setting that is wrong at once', () => {
    const wrong = { PROVIDER_TRIES: '0', BREAKER_FAILURE_PERCENTAGE: '101', DECLINE_THRESHOLD: 'few' };
    expect(() => read(wrong)).toThrow(/3 settings are wrong/);
  });
});
