import { Customer, stocked } from '../support/customer';
import { eventually } from '@warren/eventing/testing';
import { endsWith } from '../support/outcome';
import type { Shop } from '../support/shop';
import type { Story } from './story';

const PAID = 'requested → authorized → captured → settled';
const CONFIRMED = 'pending → awaiting-payment → confirmed';

/** Of 6 pieces, to be reordered at 4, three are sold one by one: the second one reaches the mark, the third is below it. */
export const lowStock: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 6, { reorderThreshold: 4 })];
  const orderIds: string[] = [];
  for (let index = 0; index < 3; index++) {
    const orderId = await ada.order([pen, 1]);
    await ada.untilDecided(orderId);
    orderIds.push(orderId);
  }
  const ending = await endsWith(
    shop,
    { customer: ada, productId: pen, orderIds },
    {
      orders: [CONFIRMED, CONFIRMED, CONFIRMED],
      payments: [PAID, PAID, PAID],
      charges: ['captured 1000 EUR', 'captured 1000 EUR', 'captured 1000 EUR'],
      stock: { onHand: 3, reserved: 0, available: 3, sold: 3 },
      shown: 3,
      mails: ['order-confirmed', 'order-confirmed', 'order-confirmed'],
      report: { pieces: 3, revenue: 3_000 },
      live: [...orderIds.map(() => 'order-confirmed'), ...orderIds.map(() => 'order-placed')],
      events: {
        'order-placed': 3,
        'stock-reserved': 3,
        'order-awaiting-payment': 3,
        'payment-requested': 3,
        'payment-authorized': 3,
        'payment-successful': 3,
        'payment-settled': 3,
        'order-confirmed': 3,
        'stock-updated': 7,
        'stock-running-low': 1,
      },
    },
  );
  const look = async () => expect(await warnings(shop, pen)).toEqual(['sent']);
  await eventually('the warehouse to be told', () => look().then(() => true));
  return async () => {
    await ending();
    await look();
  };
};

/** What became of the mails to the warehouse about a product. */
async function warnings(shop: Shop, productId: string): Promise<string[]> {
  const recipient = encodeURIComponent('warehouse@warren.example');
  const { body } = await shop.notifications.get(`/notifications?recipient=${recipient}`);
  return (body.notifications as { kind: string; text: string; status: string }[])
    .filter(({ kind, text }) => kind === 'stock-running-low' && text.includes(productId))
    .map(({ status }) => status);
}
