const { Customer } = require('../customer');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Time-out',
  done: 'Ada orders 2 pens of 5, and the payment provider never answers.',
  async play(shop) {
    const productId = await pensOnTheShelf(shop, { onHand: 5 });
    const ada = await Customer.signUp(shop);
    const orderId = await ada.order(productId, 2, 'tok_timeout');
    await ada.untilOrderIs(orderId, 'awaiting-payment');
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
      came:
        'Nobody can know whether the card was charged. After a while the order gives up; inventory releases the pens, ' +
        'and\n  payments has the provider void whatever it may have authorised.',
      facts,
    };
  },
};
