import { tooLittleStock } from './too-little-stock';

const unitPrice = { amount: 300, currency: 'EUR' };
const lines = [
  { productId: 'pen', name: 'Fountain pen', quantity: 2, unitPrice },
  { productId: 'ink', name: 'Ink', quantity: 1, unitPrice },
];
const short = (productId: string) => ({ productId, requested: 2, available: 1 });

it('calls products by the names under which they were ordered', () => {
  expect(tooLittleStock([short('pen'), short('INK')], lines)).toBe(
    'Too little stock: 2 of "Fountain pen" were ordered and 1 are available, 2 of "Ink" were ordered and 1 are available',
  );
});

it('calls what was not ordered by its id', () => {
  expect(tooLittleStock([short('pad')], lines)).toContain('2 of product pad');
});
