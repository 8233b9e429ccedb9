import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import { letPaymentBecomeOverdue, untilCharge } from '../support/overdue';
import { UNPAID } from './outcomes';
import type { Story } from './story';

/** The provider has authorised the payment and never says so: when the order gives up, that is voided. */
export const timeOut: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const orderId = await ada.orderWith('tok_timeout', [pen, 2]);
  await untilCharge(shop, orderId, 'authorized');
  await letPaymentBecomeOverdue(shop, orderId);
  expect((await ada.untilDecided(orderId)).reason).toMatch(/did not come through/);
  return endsWith(shop, { customer: ada, productId: pen, orderIds: [orderId] }, UNPAID);
};
