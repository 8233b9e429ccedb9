const { cancelledOrder } = require('../cancelled-order');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Cancelled',
  done: 'Ada orders 2 pens of 5 and cancels while the payment is under way.',
  async play(shop) {
    const facts = await cancelledOrder(shop, {
      token: 'tok_timeout', // With a good card it would be paid before she can change her mind.
      meanwhile: (ada, orderId) => ada.cancel(orderId, 'Ordered by mistake'),
      payment: 'failed',
      mails: ['order-cancelled'],
    });
    return {
      came: 'The order ends at once; inventory and payments hear of it and undo what they did.',
      facts,
    };
  },
};
