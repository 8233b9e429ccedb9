const { Customer } = require('../customer');
const { mailFact } = require('../facts');
const { outcomeOf } = require('../outcome');
const { pensOnTheShelf } = require('../pens');
const { until } = require('../until');

/** @typedef {import('../facts').Mail} Mail */

// Given to the services, it must be given here, too.
const { WAREHOUSE_EMAIL: warehouse = 'warehouse@warren.example' } = process.env;

/**
 * The warehouse gets the mails about everybody's products: looked through until those from before the story.
 *
 * @param {import('../running-shop').RunningShop} shop @param {string} productId @param {number} since
 * @returns {Promise<Mail[]>}
 */
async function warningsAbout(shop, productId, since) {
  const found = [];
  for (let page = 1; ; page++) {
    const query = new URLSearchParams({ recipient: warehouse, page: String(page) });
    const { notifications, hasMore } = await shop.look('notifications', `/notifications?${query.toString()}`);
    /** @type {Mail[]} */
    const mails = notifications;
    found.push(...mails.filter(({ kind, text }) => kind === 'stock-running-low' && text.includes(productId)));
    if (!hasMore || mails.some(({ createdAt }) => Date.parse(createdAt) < since)) return found;
  }
}

/** @type {import('../play').Story} */
module.exports = {
  label: 'Low stock',
  done: 'Of 6 pens, to be reordered at 4, Ada orders 3.',
  async play(shop) {
    const since = Date.now();
    const productId = await pensOnTheShelf(shop, { onHand: 6, reorderThreshold: 4 });
    const ada = await Customer.signUp(shop);
    const orderId = await ada.order(productId, 3);
    const { facts } = await outcomeOf(
      ada,
      { orderId, productId },
      {
        order: 'confirmed',
        payment: 'settled',
        stock: { onHand: 3, reserved: 0, sold: 3 },
        mails: ['order-confirmed'],
        sold: 3,
      },
    );
    const warnings = await until(
      `one mail to ${warehouse} about product ${productId}`,
      () => warningsAbout(shop, productId, since),
      ([first, ...more]) => first?.status === 'sent' && more.length === 0,
    );
    return { came: 'The warehouse hears of it once.', facts: [...facts, ...warnings.map(mailFact)] };
  },
};
