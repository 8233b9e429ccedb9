import { eventually } from '@warren/eventing/testing';
import { Customer, stocked } from '../support/customer';
import { endsWith, type Outcome } from '../support/outcome';
import type { Story } from './story';

const AT_ONCE = 2;
const WHEN_AWAITING_PAYMENT = 4;

/** Several orders, cancelled at several moments. Nobody can say who wins; but whoever does, has won everywhere. */
export const cancelRacesPayment: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 10)];
  const place = (count: number) => Promise.all(Array.from({ length: count }, () => ada.order([pen, 1])));
  const early = await place(AT_ONCE);
  const early204 = Promise.all(early.map((id) => cancelled(ada, id)));
  const late = await place(WHEN_AWAITING_PAYMENT);
  const late204 = Promise.all(late.map((id) => untilPending(ada, id).then(() => cancelled(ada, id))));
  const isCancelled = [...(await early204), ...(await late204)];
  return endsWith(shop, { customer: ada, productId: pen, orderIds: [...early, ...late] }, (seen) => {
    expect(seen.orders.map((path) => path.endsWith('cancelled'))).toEqual(isCancelled);
    return whateverWon(seen);
  });
};

/** Whether it was, or it was too late. */
async function cancelled(customer: Customer, orderId: string): Promise<boolean> {
  const status = await eventually('the cancellation to be answered', async () => {
    const answer = await customer.cancel(orderId);
    return [204, 409].includes(answer.status) && answer.status;
  });
  return status === 204;
}

async function untilPending(customer: Customer, orderId: string): Promise<void> {
  await eventually(
    'the order to wait for stock no more',
    async () => (await customer.see(orderId)).status !== 'pending',
  );
}

const CONFIRMED = 'pending → awaiting-payment → confirmed';

/** Which payments and charges an order can have that ended so. */
const POSSIBLE: Record<string, string[]> = {
  [CONFIRMED]: ['requested → authorized → captured → settled: captured 1000 EUR'],
  'pending → cancelled': [': '],
  'pending → awaiting-payment → cancelled': [
    'requested → failed: ', // the cancellation came before the request
    'requested → failed: voided', // … or before the provider had heard of it
    'requested → failed: voided 1000 EUR',
    'requested → authorized → failed: voided 1000 EUR',
    'requested → authorized → captured → refunded: refunded 1000 EUR',
    'requested → authorized → captured → settled → refunded: refunded 1000 EUR',
  ],
};

/** All that follows from what became of orders and payments. */
function whateverWon(seen: Outcome): Outcome {
  const { orders, payments, charges } = seen;
  orders.forEach((path, index) => expect(POSSIBLE[path]).toContain(`${payments[index]}: ${charges[index]}`));
  const among = (paths: string[], what: string) => paths.filter((path) => path.includes(what)).length;
  const [sold, given, back] = [
    among(orders, 'confirmed'),
    among(orders, 'cancelled'),
    among(payments, 'refunded'),
  ];
  const reserved = seen.events['stock-reserved'] ?? 0; // those that were cancelled before have none
  const left = 10 - sold;
  return {
    orders,
    payments,
    charges,
    stock: { onHand: left, reserved: 0, available: left, sold },
    shown: left,
    mails: [
      ...Array<string>(given).fill('order-cancelled'),
      ...Array<string>(sold).fill('order-confirmed'),
      ...Array<string>(back).fill('payment-refunded'),
    ],
    report: { pieces: sold, revenue: sold * 1_000 },
    live: [
      ...Array<string>(given).fill('order-cancelled'),
      ...Array<string>(sold).fill('order-confirmed'),
      ...orders.map(() => 'order-placed'),
    ],
    events: counted({
      'order-placed': orders.length,
      'order-confirmed': sold,
      'order-cancelled': given,
      'order-awaiting-payment': among(orders, 'awaiting-payment'),
      'payment-requested': among(orders, 'awaiting-payment'),
      'payment-authorized': among(payments, 'authorized'),
      'payment-successful': among(payments, 'captured'),
      'payment-settled': among(payments, 'settled'),
      'payment-refunded': back,
      'payment-failed': among(payments, 'failed'),
      'stock-reserved': reserved,
      'stock-released': reserved - sold,
      'stock-updated': 1 + 2 * reserved,
    }),
  };
}

/** Without those of which there are none. */
function counted(events: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(events).filter(([, count]) => count > 0));
}
