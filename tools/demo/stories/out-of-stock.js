const { Customer } = require('../customer');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Out of stock',
  done: 'Ada orders 2 pens, but there is only 1.',
  async play(shop) {
    const productId = await pensOnTheShelf(shop, { onHand: 1 });
    const ada = await Customer.signUp(shop);
    const orderId = await ada.order(productId, 2);
    const { facts } = await outcomeOf(
      ada,
      { orderId, productId },
      {
        order: 'rejected',
        stock: { onHand: 1, reserved: 0, sold: 0 },
        mails: ['order-rejected'],
        sold: 0,
      },
    );
    return { came: 'Her order is rejected before anybody asks for money, and she is told why.', facts };
  },
};
