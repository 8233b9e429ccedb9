const { Customer } = require('../customer');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');
const { until } = require('../until');

const [BEFORE, AFTER] = ['Ada Lovelace', 'Ada King'];

/** @type {import('../play').Story} */
module.exports = {
  label: 'Renamed',
  done: `${BEFORE} orders a pen, marries, and is ${AFTER} from now on.`,
  async play(shop) {
    const productId = await pensOnTheShelf(shop, { onHand: 5 });
    const ada = await Customer.signUp(shop, BEFORE);
    const orderId = await ada.order(productId, 1);
    const { order, facts } = await outcomeOf(
      ada,
      { orderId, productId },
      {
        order: 'confirmed',
        payment: 'settled',
        stock: { onHand: 4, reserved: 0, sold: 1 },
        mails: ['order-confirmed'],
        sold: 1,
      },
    );
    await ada.rename(AFTER);
    const renamed = await until(
      `order ${orderId} to show its customer as ${AFTER}`,
      () => ada.see(orderId),
      ({ customer }) => customer.name === AFTER,
    );
    return {
      came: 'Orders asks nobody for the name: it keeps a copy, which follows.',
      facts: [
        ['customer', renamed.customer.name, `was ${order.customer.name} when it was confirmed`],
        ...facts,
      ],
    };
  },
};
