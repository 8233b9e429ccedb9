import type { Outcome } from '../support/outcome';

/** How an order of some pieces, at 10 EUR each, ends that was paid. */
export function paid({ pieces, of }: { pieces: number; of: number }): Outcome {
  const left = of - pieces;
  const revenue = pieces * 1_000;
  return {
    orders: ['pending → awaiting-payment → confirmed'],
    payments: ['requested → authorized → captured → settled'],
    charges: [`captured ${revenue} EUR`],
    stock: { onHand: left, reserved: 0, available: left, sold: pieces },
    shown: left,
    mails: ['order-confirmed'],
    report: { pieces, revenue },
    live: ['order-confirmed', 'order-placed'],
    events: {
      'order-placed': 1,
      'stock-reserved': 1,
      'order-awaiting-payment': 1,
      'payment-requested': 1,
      'payment-authorized': 1,
      'payment-successful': 1,
      'payment-settled': 1,
      'order-confirmed': 1,
      'stock-updated': 3, // counted, reserved, sold
    },
  };
}

/** How an order for 2 of 5 pieces ends that was to be paid, and was not: as if nobody had ever wanted anything. */
export const UNPAID: Outcome = {
  orders: ['pending → awaiting-payment → cancelled'],
  payments: ['requested → failed'],
  charges: ['voided 2000 EUR'],
  stock: { onHand: 5, reserved: 0, available: 5, sold: 0 },
  shown: 5,
  mails: ['order-cancelled'],
  report: { pieces: 0, revenue: 0 },
  live: ['order-cancelled', 'order-placed'],
  events: {
    'order-placed': 1,
    'stock-reserved': 1,
    'order-awaiting-payment': 1,
    'payment-requested': 1,
    'payment-failed': 1,
    'order-cancelled': 1,
    'stock-released': 1,
    'stock-updated': 3, // counted, reserved, released
  },
};

/** The same, when the money had been taken and went back. */
export const REFUNDED: Outcome = {
  ...UNPAID,
  payments: ['requested → authorized → captured → refunded'],
  charges: ['refunded 2000 EUR'],
  mails: ['order-cancelled', 'payment-refunded'],
  events: {
    'order-placed': 1,
    'stock-reserved': 1,
    'order-awaiting-payment': 1,
    'payment-requested': 1,
    'payment-authorized': 1,
    'payment-successful': 1,
    'order-cancelled': 1,
    'payment-refunded': 1,
    'stock-released': 1,
    'stock-updated': 3,
  },
};
