import { eventually } from '@warren/eventing/testing';
import { Hold } from '@warren/platform/testing';
import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import type { Shop } from '../support/shop';
import { REFUNDED } from './outcomes';
import type { Story } from './story';

/**
 * The money is taken and settled, payments has said so, and orders is just hearing of it when the customer cancels: that
 * comes first, and so all of it is undone.
 */
export const cancelOvertakesPayment: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const shelf = await Hold.on(
    shop.databaseUrl('inventory'),
    'select 1 from stock where product_id = $1 for update',
    [pen],
  );
  const orderId = await ada.order([pen, 2]);
  const till = await Hold.on(
    shop.databaseUrl('payments'),
    'insert into payable_orders (order_id) values ($1)',
    [orderId],
  );
  await shelf.letGo();
  await untilAwaitingPayment(ada, orderId);
  const fulfilment = await Hold.on(
    shop.databaseUrl('orders'),
    'select 1 from eventing.sagas where key = $1 for update',
    [orderId],
  );
  await till.letGo();
  await untilSettled(shop, orderId);
  await fulfilment.untilWaitedFor();
  await eventually('the order to be cancelled', async () => (await ada.cancel(orderId)).status === 204);
  await fulfilment.letGo();
  return endsWith(
    shop,
    { customer: ada, productId: pen, orderIds: [orderId] },
    {
      ...REFUNDED,
      payments: ['requested → authorized → captured → settled → refunded'],
      events: { ...REFUNDED.events, 'payment-settled': 1 },
    },
  );
};

async function untilAwaitingPayment(customer: Customer, orderId: string): Promise<void> {
  await eventually(
    'the order to await its payment',
    async () => (await customer.see(orderId)).status === 'awaiting-payment',
  );
}

async function untilSettled(shop: Shop, orderId: string): Promise<void> {
  await eventually('the payment to be settled', async () => {
    const { body } = await shop.payments.get(`/payments?orderId=${orderId}`);
    return (body.payments as { status: string }[])[0]?.status === 'settled';
  });
}
