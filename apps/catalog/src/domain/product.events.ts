import type { Price } from './price';

/** What happens to a product, inside this service; what others are told is in `integration/`. */
export interface ProductEvent {
  readonly type: 'created' | 'updated';
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly price: Price;
}
