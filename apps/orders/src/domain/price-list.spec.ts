import type { WantedLine } from './order-line';
import { CurrenciesMixed, TotalTooLarge, UnknownProduct } from './order.errors';
import { PriceList, totalOf } from './price-list';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const list = new PriceList([
  { id: 'pen', name: 'Fountain pen', price: euros(1_999) },
  { id: 'ink', name: 'Ink', price: euros(450) },
  { id: 'gift', name: 'Sticker', price: euros(0) },
  { id: 'import', name: 'Brush', price: { amount: 800, currency: 'JPY' } },
  { id: 'palace', name: 'Palace', price: euros(Number.MAX_SAFE_INTEGER) },
]);
const order = (...lines: [productId: string, quantity: number][]) =>
  list.price(lines.map(([productId, quantity]): WantedLine => ({ productId, quantity })));

describe('PriceList', () => {
  it('names and prices lines, in their order, a product twice if it is asked for twice', () => {
    expect(order(['ink', 2], ['pen', 1], ['ink', 1])).toEqual([
      { productId: 'ink', name: 'Ink', quantity: 2, unitPrice: euros(450) },
      { productId: 'pen', name: 'Fountain pen', quantity: 1, unitPrice: euros(1_999) },
      { productId: 'ink', name: 'Ink', quantity: 1, unitPrice: euros(450) },
    ]);
  });

  it('names every product that it does not know, once', () => {
    expect(() => order(['pen', 1], ['pad', 1], ['gum', 1], ['pad', 2])).toThrow(UnknownProduct);
    expect(() => order(['pen', 1], ['pad', 1], ['gum', 1], ['pad', 2])).toThrow(/pad, gum/);
  });
});

describe('totalOf', () => {
  it('adds up quantities times prices', () => {
    expect(totalOf(order(['ink', 2], ['pen', 3]))).toEqual(euros(2 * 450 + 3 * 1_999));
    expect(totalOf(order(['gift', 7]))).toEqual(euros(0));
  });

  it('does not mix currencies', () => {
    expect(() => totalOf(order(['ink', 1], ['import', 1]))).toThrow(CurrenciesMixed);
  });

  it('is exact, or refuses', () => {
    expect(totalOf(order(['palace', 1])).amount).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => totalOf(order(['palace', 1], ['ink', 1]))).toThrow(TotalTooLarge);
  });
});
