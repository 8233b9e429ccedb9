const { Customer } = require('../customer');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Cancelled',
  done: 'Ada orders 2 pens of 5 and cancels while the payment is under way.',
  async play(shop) {
    const productId = await pensOnTheShelf(shop, { onHand: 5 });
    const ada = await Customer.signUp(shop);
    // With a good card it would be paid before she can change her mind.
    const orderId = await ada.order(productId, 2, 'tok_timeout');
    await ada.untilOrderIs(orderId, 'awaiting-payment');
    await ada.cancel(orderId, 'Ordered by mistake');
    const { facts } = await outcomeOf(
      ada,
      { orderId, productId },
      {
        order: 'cancelled',
        payment: 'failed',
        stock: { onHand: 5, reserved: 0, sold: 0 },
        mails: ['order-cancelled'],
        sold: 0,
      },
    );
    return {
      came: 'The order ends at once; inventory and payments hear of it and undo what they did.',
      facts,
    };
  },
};
