import type { Money } from './money';
import type { OrderLine, WantedLine } from './order-line';
import { CurrenciesMixed, TotalTooLarge, UnknownProduct } from './order.errors';
import type { Product } from './products';

/** Names and prices lines, and adds them up. */
export class PriceList {
  private readonly products: ReadonlyMap<string, Product>;

  constructor(products: readonly Product[]) {
    this.products = new Map(products.map((product) => [product.id, product]));
  }

  /** @throws UnknownProduct naming every product that is not on the list. */
  price(wanted: readonly WantedLine[]): OrderLine[] {
    const unknown = wanted.map(({ productId }) => productId).filter((id) => !this.products.has(id));
    if (unknown.length > 0) throw new UnknownProduct([...new Set(unknown)]);
    return wanted.map(({ productId, quantity }) => {
      const { name, price } = this.products.get(productId) as Product;
      return { productId, name, quantity, unitPrice: price };
    });
  }
}

/**
 * What the lines cost together.
 *
 * @throws CurrenciesMixed when their prices are not in one currency.
 * @throws TotalTooLarge when the sum is beyond what a number holds exactly.
 */
export function totalOf(lines: readonly OrderLine[]): Money {
  const currencies = [...new Set(lines.map(({ unitPrice }) => unitPrice.currency))];
  const [currency] = currencies;
  if (currency === undefined || currencies.length > 1) throw new CurrenciesMixed(currencies);
  const amount = lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice.amount * quantity, 0);
  if (!Number.isSafeInteger(amount)) throw new TotalTooLarge();
  return { amount, currency };
}
