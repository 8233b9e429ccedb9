const { cancelledOrder } = require('../cancelled-order');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Declined',
  done: 'Ada orders 2 pens of 5, but her card is declined.',
  async play(shop) {
    const facts = await cancelledOrder(shop, {
      token: 'tok_declined',
      payment: 'failed',
      mails: ['payment-failed', 'order-cancelled'],
    });
    return {
      came: 'The order is cancelled, and the pens that were set aside for her are free again.',
      facts,
    };
  },
};
