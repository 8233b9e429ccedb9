const { Customer } = require('./customer');
const { outcomeOf } = require('./outcome');
const { pensOnTheShelf } = require('./pens');

/**
 * Ada orders 2 pens of 5, which are set aside for her, and comes to nothing: in the end all 5 are there for everybody,
 * and the shop has none of her money.
 *
 * @param {import('./running-shop').RunningShop} shop
 * @param {object} how
 * @param {string} how.token of the card
 * @param {'failed' | 'refunded'} how.payment what becomes of it
 * @param {string[]} how.mails kinds of what she is told
 * @param {(ada: Customer, orderId: string) => Promise<void>} [how.meanwhile] what she does while the payment is under way
 * @returns {Promise<import('./play').Fact[]>}
 */
async function cancelledOrder(shop, { token, payment, mails, meanwhile }) {
  const productId = await pensOnTheShelf(shop, { onHand: 5 });
  const ada = await Customer.signUp(shop);
  const orderId = await ada.order(productId, 2, token);
  if (meanwhile) {
    await ada.untilOrderIs(orderId, 'awaiting-payment');
    await meanwhile(ada, orderId);
  }
  const { facts } = await outcomeOf(
    ada,
    { orderId, productId },
    { order: 'cancelled', payment, stock: { onHand: 5, reserved: 0, sold: 0 }, mails, sold: 0 },
  );
  return facts;
}

module.exports = { cancelledOrder };
