import { toIntegrationEvent } from './payment-events';

const at = new Date('2025-03-01T10:15:00Z');
const happened = {
  paymentId: 'payment',
  orderId: 'order',
  userId: 'ada',
  amount: { amount: 500, currency: 'EUR' },
  at,
};
const content = { paymentId: 'payment', orderId: 'order', userId: 'ada', amount: happened.amount };
const when = at.toISOString();

describe('what others are told of a payment', () => {
  it.each([
    ['authorized', 'PaymentAuthorized', 'authorizedAt'],
    ['captured', 'PaymentSuccessful', 'capturedAt'],
    ['settled', 'PaymentSettled', 'settledAt'],
  ] as const)('that is %s', (type, name, field) => {
    const event = toIntegrationEvent({ type, ...happened });
    expect(event.constructor.name).toBe(name);
    expect({ ...event }).toEqual({ ...content, [field]: when });
  });

  it.each(['The order was cancelled: a whim', 'The provider gave it back.'])(
    'that is refunded: that it is, and why (%s)',
    (reason) => {
      const event = toIntegrationEvent({ type: 'refunded', reason, ...happened });
      expect({ ...event }).toEqual({ ...content, reason, refundedAt: when });
    },
  );

  it('that failed: why, for people and for programs', () => {
    const event = toIntegrationEvent({ type: 'failed', code: 'voided', reason: 'given up', ...happened });
    expect({ ...event }).toEqual({ ...content, code: 'voided', reason: 'given up', failedAt: when });
  });
});
