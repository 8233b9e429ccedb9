import { fingerprintOf } from './idempotency-keys';

const order = {
  lines: [
    { productId: 'pen', quantity: 2 },
    { productId: 'ink', quantity: 1 },
  ],
  payment: { method: 'card', token: 'tok_success' },
} as const;

describe('the fingerprint of an order', () => {
  it('is that of the same order, asked for again', () => {
    expect(fingerprintOf(structuredClone(order))).toBe(fingerprintOf(order));
  });

  it.each([
    ['card', { ...order, payment: { method: 'card', token: 'tok_declined' } as const }],
    ['quantity', { ...order, lines: [{ productId: 'pen', quantity: 3 }, order.lines[1]] }],
    ['product', { ...order, lines: [{ productId: 'pad', quantity: 2 }, order.lines[1]] }],
    ['number of lines', { ...order, lines: [order.lines[0]] }],
  ])('is not that of one with another %s', (_, other) => {
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(order));
  });

  it('does not tell the token of the card', () => {
    expect(fingerprintOf(order)).not.toContain('tok_success');
  });
});
