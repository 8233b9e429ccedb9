import type { Money } from '@warren/contracts';

/**
 * An amount as people read it. Goes by text and not by division, so that no amount is too large to be exact; how many minor
 * units there are in a major one is the currency's business (none in JPY, 1000 in KWD).
 *
 * @example moneyInWords({ amount: 123456, currency: 'EUR' }) // "EUR 1,234.56"
 */
export function moneyInWords({ amount, currency }: Pick<Money, 'amount' | 'currency'>): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(decimal(amount, decimals)).replace(/\u00a0/g, ' ');
}

function decimal(minorUnits: number, decimals: number): `${number}` {
  const digits = String(minorUnits).padStart(decimals + 1, '0');
  const split = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`;
  return text as `${number}`;
}
