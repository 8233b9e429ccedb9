import { Customer, stocked } from '../support/customer';
import { endsWith } from '../support/outcome';
import { paid } from './outcomes';
import type { Story } from './story';

/** Whatever fails is repeated until it is done, and done once: the order is confirmed, the money taken one time. */
export const flakyProvider: Story = async (shop) => {
  const [ada, pen] = [await Customer.signUp(shop), await stocked(shop, 5)];
  const orderId = await ada.orderWith('tok_flaky', [pen, 1]);
  const ending = await endsWith(
    shop,
    { customer: ada, productId: pen, orderIds: [orderId] },
    paid({ pieces: 1, of: 5 }),
  );
  expect(await failedCalls(orderId)).toEqual(['authorize', 'capture']);
  return ending;

  /** Every other call ends in an error: those that were made twice have failed. */
  async function failedCalls(id: string): Promise<string[]> {
    const sql = `select call from simulated_provider.calls join payments on id = reference
                  where order_id = $1 and calls >= 2 order by call`;
    return (await shop.rows<{ call: string }>('payments', sql, [id])).map(({ call }) => call);
  }
};
