import type { Price } from './price';
import type { ProductEvent } from './product.events';

export interface ProductState {
  readonly id: string;
  /** What the warehouse calls it; never changes, and no other product has it. */
  readonly sku: string;
  readonly name: string;
  readonly price: Price;
}

export class Product {
  private readonly events: ProductEvent[] = [];

  private constructor(private state: ProductState) {}

  static create(state: ProductState): Product {
    const product = new Product(state);
    product.raise('created');
    return product;
  }

  static restore(state: ProductState): Product {
    return new Product(state);
  }

  /** What is left out stays as it is. A change to what already is, is none. */
  change({ name = this.state.name, price = this.state.price }: { name?: string; price?: Price }): void {
    if (name === this.state.name && isSame(price, this.state.price)) return;
    this.state = { ...this.state, name, price: { amount: price.amount, currency: price.currency } };
    this.raise('updated');
  }

  snapshot(): ProductState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): ProductEvent[] {
    return this.events.splice(0);
  }

  private raise(type: ProductEvent['type']): void {
    const { id: productId, sku, name, price } = this.state;
    this.events.push({ type, productId, sku, name, price });
  }
}

function isSame(one: Price, other: Price): boolean {
  return one.amount === other.amount && one.currency === other.currency;
}
