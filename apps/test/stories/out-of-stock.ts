import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import type { Story } from './story';

export const outOfStock: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 1)];
  const { id, reason } = await ada.untilDecided(await ada.order([pen, 2]));
  expect(reason).toMatch(/2 of ".+" were ordered and 1 are available/);
  return endsWith(
    shop,
    { customer: ada, productId: pen, orderIds: [id] },
    {
      orders: ['pending → rejected'],
      payments: [''],
      charges: [''],
      stock: { onHand: 1, reserved: 0, available: 1, sold: 0 },
      shown: 1,
      mails: ['order-rejected'],
      report: { pieces: 0, revenue: 0 },
      live: ['order-placed', 'order-rejected'],
      events: { 'order-placed': 1, 'stock-rejected': 1, 'order-rejected': 1, 'stock-updated': 1 },
    },
  );
};
