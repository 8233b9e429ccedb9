import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import { paid } from './outcomes';
import type { Story } from './story';

export const success: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 10)];
  const orderId = await ada.order([pen, 2]);
  return endsWith(shop, { customer: ada, productId: pen, orderIds: [orderId] }, paid({ pieces: 2, of: 10 }));
};
