const { Customer } = require('./customer');

/** A shop in which an order is seen with these statuses, one after the other. @param {{ status: string, reason?: string }[]} seen */
function shopSeeing(...seen) {
  const look = async () => (seen.length > 1 ? seen.shift() : seen[0]);
  return /** @type {import('./running-shop').RunningShop} */ (/** @type {unknown} */ ({ look }));
}

/** @param {import('./running-shop').RunningShop} shop */
const ada = (shop) => new Customer(shop, 'ada', 'ada@example.org');

describe('a customer who waits for an order', () => {
  it('waits until it has come that far', async () => {
    const shop = shopSeeing({ status: 'pending' }, { status: 'awaiting-payment' }, { status: 'confirmed' });
    await expect(ada(shop).untilOrderIs('1', 'awaiting-payment')).resolves.toMatchObject({
      status: 'awaiting-payment',
    });
    await expect(ada(shop).untilOrderIs('1', 'confirmed')).resolves.toMatchObject({ status: 'confirmed' });
  });

  it('does not wait on for one that has ended otherwise, and says why it has', async () => {
    const shop = shopSeeing({ status: 'pending' }, { status: 'rejected', reason: 'Too little stock' });
    await expect(ada(shop).untilOrderIs('1', 'confirmed')).rejects.toThrow(
      'Order 1 was to be confirmed, but is rejected: Too little stock',
    );
  });
});
