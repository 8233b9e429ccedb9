import {
  Money,
  OrderCancelled,
  OrderConfirmed,
  OrderedLine,
  OrderRejected,
  PaymentFailed,
  PaymentRefunded,
  StockRunningLow,
  SuspiciousActivityDetected,
} from '@warren/contracts';
import { orderCancelledMail } from './order-cancelled.mail';
import { orderConfirmedMail } from './order-confirmed.mail';
import { orderRejectedMail } from './order-rejected.mail';
import { paymentFailedMail } from './payment-failed.mail';
import { paymentRefundedMail } from './payment-refunded.mail';
import { stockRunningLowMail } from './stock-running-low.mail';
import { suspiciousActivityMail } from './suspicious-activity.mail';

const orderId = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';
const userId = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';
const productId = '0190c5d2-1111-7abc-8def-1a2b3c4d0003';
const at = '2025-03-01T10:15:00.000Z';
const ada = { name: 'Ada' };
const eur = (amount: number) => new Money({ amount, currency: 'EUR' });
const order = {
  orderId,
  userId,
  lines: [
    new OrderedLine({ productId, name: 'Fountain pen', quantity: 3, unitPrice: eur(1999) }),
    new OrderedLine({ productId, name: 'Ink\r\n\r\nYou have won', quantity: 1, unitPrice: eur(5) }),
  ],
  total: eur(6002),
  placedAt: at,
};
const payment = { paymentId: productId, orderId, userId, amount: eur(6002) };

describe('the mail about', () => {
  it('a confirmed order has its lines and its total', () => {
    expect(orderConfirmedMail(new OrderConfirmed({ ...order, confirmedAt: at }), ada)).toEqual({
      subject: `Your order ${orderId} is confirmed`,
      text:
        `Hello Ada,\n\nwe have your payment, and your order ${orderId} is on its way:\n\n` +
        '3 x Fountain pen, EUR 19.99 each\n1 x Ink You have won, EUR 0.05 each\nTotal: EUR 60.02\n\nYour Warren shop\n',
    });
  });

  it('a rejected order says why, and that nothing was taken', () => {
    const event = new OrderRejected({ ...order, reason: 'Too little stock', rejectedAt: at });
    const { subject, text } = orderRejectedMail(event, ada);
    expect(subject).toBe(`Your order ${orderId} cannot be fulfilled`);
    expect(text).toContain('The reason: Too little stock\n\n3 x Fountain pen');
    expect(text).toContain('You have not been charged.');
  });

  it.each([
    ['customer', 'as you asked'],
    ['payment-failed', 'because the payment failed'],
    ['payment-overdue', 'because the payment did not arrive in time'],
    ['stock-overdue', 'because we could not find out in time whether we have everything in stock'],
    ['reservation-expired', 'because what we had set aside for it could not be kept any longer'],
  ] as const)('an order cancelled by %s says that it is %s', (cause, because) => {
    const event = new OrderCancelled({ ...order, cause, reason: 'So it is.', cancelledAt: at });
    const { subject, text } = orderCancelledMail(event, ada);
    expect(subject).toBe(`Your order ${orderId} is cancelled`);
    expect(text).toContain(`your order ${orderId} is cancelled, ${because}. In detail: So it is.\n`);
    expect(text).toContain('If you have paid already, all of it goes back to you');
  });

  it('a failed payment says how much and why', () => {
    const event = new PaymentFailed({ ...payment, code: 'card-declined', reason: 'No funds', failedAt: at });
    const { subject, text } = paymentFailedMail(event, ada);
    expect(subject).toBe(`The payment for your order ${orderId} failed`);
    expect(text).toContain(
      `the payment of EUR 60.02 for your order ${orderId} failed. The reason: No funds\n`,
    );
  });

  it('a refund says how much and why', () => {
    const event = new PaymentRefunded({ ...payment, reason: 'The order was cancelled', refundedAt: at });
    const { subject, text } = paymentRefundedMail(event, ada);
    expect(subject).toBe(`Your money for order ${orderId} is on its way back`);
    expect(text).toContain(`the EUR 60.02 that you paid for order ${orderId} are on their way back to you.`);
    expect(text).toContain('The reason: The order was cancelled\n');
  });

  it('low stock names the product, or its id where the name is not known', () => {
    const event = new StockRunningLow({ productId, available: 2, reorderThreshold: 5 });
    expect(stockRunningLowMail(event, { name: 'Pen\nBcc: all', sku: 'PEN-1' })).toEqual({
      subject: 'Running low: Pen Bcc: all (PEN-1)',
      text: `Pen Bcc: all (PEN-1) is running low: 2 available, to be reordered at 5.\n\nProduct id: ${productId}\n`,
    });
    expect(stockRunningLowMail(event).subject).toBe(`Running low: Product ${productId}`);
  });

  it('suspicious activity says who, which order, and what is odd', () => {
    const event = new SuspiciousActivityDetected({
      userId,
      orderId,
      kind: 'many-declines',
      description: '5 declines in an hour',
      detectedAt: at,
    });
    expect(suspiciousActivityMail(event)).toEqual({
      subject: `Suspicious: many declined payments, user ${userId}`,
      text: `5 declines in an hour\n\nUser: ${userId}\nOrder: ${orderId}\nSeen: ${at}\n`,
    });
  });

  it('anything cannot be given paragraphs of its own by a name', () => {
    const { text } = orderConfirmedMail(new OrderConfirmed({ ...order, confirmedAt: at }), {
      name: 'Ada,\r\n\r\nYou have won\u202e',
    });
    expect(text.split('\n')[0]).toBe('Hello Ada, You have won,');
  });
});
