const { Customer } = require('../customer');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Declined',
  done: 'Ada orders 2 pens of 5, but her card is declined.',
  async play(shop) {
    const productId = await pensOnTheShelf(shop, { onHand: 5 });
    const ada = await Customer.signUp(shop);
    const orderId = await ada.order(productId, 2, 'tok_declined');
    const { facts } = await outcomeOf(
      ada,
      { orderId, productId },
      {
        order: 'cancelled',
        payment: 'failed',
        stock: { onHand: 5, reserved: 0, sold: 0 },
        mails: ['payment-failed', 'order-cancelled'],
        sold: 0,
      },
    );
    return {
      came: 'The order is cancelled, and the pens that were set aside for her are free again.',
      facts,
    };
  },
};
