import { moneyInWords } from './money-in-words';

describe('moneyInWords', () => {
  it.each([
    [1999, 'EUR', 'EUR 19.99'],
    [5, 'EUR', 'EUR 0.05'],
    [0, 'EUR', 'EUR 0.00'],
    [123456789, 'USD', 'USD 1,234,567.89'],
    [1999, 'JPY', 'JPY 1,999'],
    [0, 'JPY', 'JPY 0'],
    [1999, 'KWD', 'KWD 1.999'],
    [12, 'CLF', 'CLF 0.0012'],
    [Number.MAX_SAFE_INTEGER, 'EUR', 'EUR 90,071,992,547,409.91'],
  ])('%d %s is %s', (amount, currency, words) => {
    expect(moneyInWords({ amount, currency })).toBe(words);
  });
});
