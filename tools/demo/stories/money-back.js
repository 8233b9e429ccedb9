const { cancelledOrder } = require('../cancelled-order');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Money back',
  done: 'Ada orders 2 pens of 5. The provider takes her money, and its answer is lost.',
  async play(shop) {
    const facts = await cancelledOrder(shop, {
      token: 'tok_lost_capture',
      payment: 'refunded',
      mails: ['order-cancelled', 'payment-refunded'],
    });
    return {
      came:
        'Payments has heard of no capture, and the order gives up. Only when the payment is to be voided does the provider ' +
        'say\n  that it has the money; so it goes back to her.',
      facts,
    };
  },
};
