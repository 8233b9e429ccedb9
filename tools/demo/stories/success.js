const { Customer } = require('../customer');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');

/** @type {import('../play').Story} */
module.exports = {
  label: 'Success',
  done: 'Ada orders 2 pens of 10 and pays with a good card.',
  async play(shop) {
    const productId = await pensOnTheShelf(shop, { onHand: 10 });
    const ada = await Customer.signUp(shop);
    const orderId = await ada.order(productId, 2);
    const { facts } = await outcomeOf(
      ada,
      { orderId, productId },
      {
        order: 'confirmed',
        payment: 'settled',
        stock: { onHand: 8, reserved: 0, sold: 2 },
        mails: ['order-confirmed'],
        sold: 2,
      },
    );
    return {
      came: 'The pens are hers, and a little later the provider pays the money out to the shop.',
      facts,
    };
  },
};
