import { eventually } from '@warren/eventing/testing';
import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import { untilCharge } from '../support/overdue';
import { REFUNDED } from './outcomes';
import type { Story } from './story';

/** The provider has taken the money and its answer was lost: the order still waits, and can be cancelled. */
export const cancelAfterCapture: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const orderId = await ada.orderWith('tok_lost_capture', [pen, 2]);
  await untilCharge(shop, orderId, 'captured');
  await eventually('the order to be cancelled', async () => (await ada.cancel(orderId)).status === 204);
  return endsWith(shop, { customer: ada, productId: pen, orderIds: [orderId] }, REFUNDED);
};
