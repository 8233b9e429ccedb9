import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import { UNPAID } from './outcomes';
import type { Story } from './story';

export const declinedCard: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const { id, reason } = await ada.untilDecided(await ada.orderWith('tok_declined', [pen, 2]));
  expect(reason).toMatch(/insufficient funds/i);
  return endsWith(
    shop,
    { customer: ada, productId: pen, orderIds: [id] },
    {
      ...UNPAID,
      charges: ['declined 2000 EUR'],
      mails: ['order-cancelled', 'payment-failed'],
    },
  );
};
