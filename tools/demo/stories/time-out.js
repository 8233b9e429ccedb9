const { cancelledOrder } = require('../cancelled-order');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Time-out',
  done: 'Ada orders 2 pens of 5, and the payment provider never answers.',
  async play(shop) {
    const facts = await cancelledOrder(shop, {
      token: 'tok_timeout',
      payment: 'failed',
      mails: ['order-cancelled'],
    });
    return {
      came:
        'Nobody can know whether the card was charged. After a while the order gives up; inventory releases the pens, ' +
        'and\n  payments has the provider void whatever it may have authorised.',
      facts,
    };
  },
};
