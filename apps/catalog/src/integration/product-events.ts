import { Money, ProductCreated, ProductUpdated } from '@warren/contracts';
import type { ProductEvent } from '../domain/product.events';

/** What other services are told of what happens to products. */
export function toIntegrationEvent({ type, ...product }: ProductEvent): ProductCreated | ProductUpdated {
  const fields = { ...product, price: new Money(product.price) };
  switch (type) {
    case 'created':
      return new ProductCreated(fields);
    case 'updated':
      return new ProductUpdated(fields);
  }
}
