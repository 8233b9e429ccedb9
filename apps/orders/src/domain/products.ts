import type { Money } from './money';

/** A product, as far as orders cares. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
}

/** What can be ordered. */
export abstract class Products {
  /** Those of the products that are known, in no order. */
  abstract findAll(productIds: readonly string[]): Promise<Product[]>;
}
