import { ProductCreated, ProductUpdated } from '@warren/contracts';
import { projection } from '@warren/eventing/testing';
import { KnownProductsProjection } from './known-products.projection';

const productId = '0190c5d2-1111-7abc-8def-1a2b3c4d0003';
const pen = { productId, sku: 'PEN-7', name: 'Pen', price: { amount: 1_999, currency: 'EUR' } };

describe('KnownProductsProjection', () => {
  it('keeps name and price as they were last told', () => {
    projection(KnownProductsProjection)
      .given(new ProductCreated(pen))
      .when(new ProductUpdated({ ...pen, name: 'Fountain pen', price: { amount: 1_799, currency: 'EUR' } }))
      .then({ id: productId, name: 'Fountain pen', price: { amount: 1_799, currency: 'EUR' } });
  });
});
