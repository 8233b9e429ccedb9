import { Product } from './product';

const productId = '0190c5d2-1111-7abc-8def-1a2b3c4d0003';
const pen = {
  id: productId,
  sku: 'PEN-BLUE-07',
  name: 'Fountain pen, blue',
  price: { amount: 1999, currency: 'EUR' },
};
const told = { productId, sku: pen.sku, name: pen.name, price: pen.price };

describe('Product', () => {
  it('tells that it was created', () => {
    expect(Product.create(pen).pullEvents()).toEqual([{ type: 'created', ...told }]);
  });

  it('tells the whole product after a change, keeping what the change leaves out', () => {
    const product = Product.restore(pen);
    product.change({ price: { amount: 1799, currency: 'EUR' } });
    product.change({ name: 'Fountain pen' });
    const price = { amount: 1799, currency: 'EUR' };
    expect(product.snapshot()).toEqual({ ...pen, name: 'Fountain pen', price });
    expect(product.pullEvents()).toEqual([
      { type: 'updated', ...told, price },
      { type: 'updated', ...told, name: 'Fountain pen', price },
    ]);
  });

  it('takes another currency for another price', () => {
    const product = Product.restore(pen);
    product.change({ price: { amount: 1999, currency: 'USD' } });
    expect(product.pullEvents()).toMatchObject([{ price: { amount: 1999, currency: 'USD' } }]);
  });

  it('has nothing to tell when nothing changes', () => {
    const product = Product.restore(pen);
    product.change({ name: pen.name, price: { ...pen.price } });
    product.change({});
    expect(product.pullEvents()).toEqual([]);
  });

  it('tells each event once', () => {
    const product = Product.create(pen);
    product.pullEvents();
    expect(product.pullEvents()).toEqual([]);
  });
});
