import { eventually } from '@warren/eventing/testing';
import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import { paid } from './outcomes';
import type { Story } from './story';

const [BEFORE, AFTER] = ['Ada Lovelace', 'Ada King'];

/** A name of the order's customer, and of who gets the mails, is a copy that follows. */
export const userRenamed: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop, BEFORE), await stocked(shop, 5)];
  const orderId = await ada.order([pen, 1]);
  await eventually('users to take the new name', async () => {
    return (await shop.users.patch(`/users/${ada.id}`, { name: AFTER })).status === 200;
  });
  const isRenamed = async () => (await ada.see(orderId)).customer.name === AFTER;
  await eventually('the new name to reach orders', isRenamed);
  const ending = await endsWith(
    shop,
    { customer: ada, productId: pen, orderIds: [orderId] },
    paid({ pieces: 1, of: 5 }),
  );
  return async () => {
    await ending();
    expect((await ada.see(orderId)).customer.name).toBe(AFTER);
  };
};
