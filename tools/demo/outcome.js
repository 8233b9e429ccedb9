const { isDeepStrictEqual } = require('node:util');
const { mailFact, orderFact, paymentFact, reasonFacts, salesFact, stockFact } = require('./facts');
const { until } = require('./until');

/**
 * How a story is to end, as everybody sees it: the customer, the till, the shelf, the mailbox, the report.
 *
 * @typedef {object} Expected
 * @property {string} order its status
 * @property {string} [payment] its status; absent: nobody is asked to pay
 * @property {import('./facts').Stock} stock
 * @property {string[]} mails kinds of what the customer is told: these and no others, each sent once
 * @property {number} sold pieces in the sales report
 *
 * @typedef {import('./running-shop').RunningShop} RunningShop
 * @typedef {import('./customer').Customer} Customer
 * @typedef {import('./facts').Mail} Mail
 */

/** @param {Customer} customer @param {string} orderId @param {string | undefined} status */
async function paymentOf({ shop, identity: by }, orderId, status) {
  const { payments } = await until(
    status ? `the payment of order ${orderId} to be ${status}` : `order ${orderId} to have no payment`,
    () => shop.look('payments', `/payments?orderId=${orderId}`, by),
    (seen) => (status ? seen.payments[0]?.status === status : seen.payments.length === 0),
  );
  return payments[0];
}

/** @param {RunningShop} shop @param {string} productId @param {import('./facts').Stock} stock */
async function stockOf(shop, productId, stock) {
  const seen = await until(
    `the stock of product ${productId} to be ${JSON.stringify(stock)}`,
    () => shop.look('inventory', `/stock/${productId}`),
    ({ onHand, reserved, sold }) => isDeepStrictEqual({ onHand, reserved, sold }, stock),
  );
  return /** @type {import('./facts').Stock} */ (seen);
}

/** @param {Mail} mail */
const asSent = ({ kind, status }) => `${kind} ${status}`;

/** @param {Customer} customer @param {string[]} kinds @returns {Promise<Mail[]>} the oldest first */
async function mailsTo({ shop, id: userId, identity }, kinds) {
  const expected = kinds.map((kind) => `${kind} sent`).sort();
  const seen = await until(
    `the mails to customer ${userId} to be ${expected.join(', ')}`,
    async () =>
      /** @type {Mail[]} */ (
        (await shop.look('notifications', `/notifications?userId=${userId}`, identity)).notifications
      ),
    (mails) => isDeepStrictEqual(mails.map(asSent).sort(), expected),
  );
  return seen.reverse();
}

/** @param {Date | string} at @returns {string} the day, of UTC as those of the reports */
const dayOf = (at) => new Date(at).toISOString().slice(0, 10);

/**
 * @param {RunningShop} shop @param {string} productId @param {number} sold pieces @param {string} since when
 * @returns {Promise<import('./facts').Sales | undefined>}
 */
function salesOf(shop, productId, sold, since) {
  return until(
    `the sales report to have ${sold} pieces of product ${productId}`,
    async () => {
      const { rows } = await shop.look(
        'reporting',
        `/reports/sales?from=${dayOf(since)}&to=${dayOf(new Date())}`,
      );
      return rows.find((/** @type {{ productId: string }} */ row) => row.productId === productId);
    },
    (sales) => Number(sales?.quantity ?? 0) === sold,
  );
}

/**
 * Waits until everybody knows how an order has ended, and looks last into the report, where the orders that were not
 * fulfilled must not appear: by then it has had the time to be wrong.
 *
 * @param {import('./customer').Customer} customer @param {{ orderId: string, productId: string }} what
 * @param {Expected} expected
 * @returns {Promise<{ order: import('./customer').Order, facts: import('./play').Fact[] }>}
 * @throws {import('../explained-error').ExplainedError} what is not as expected, and what it is instead
 */
async function outcomeOf(customer, { orderId, productId }, expected) {
  const { shop } = customer;
  const order = await customer.untilOrderIs(orderId, expected.order);
  const stock = await stockOf(shop, productId, expected.stock);
  const payment = await paymentOf(customer, orderId, expected.payment);
  const mails = await mailsTo(customer, expected.mails);
  const sales = await salesOf(shop, productId, expected.sold, order.history[0]?.at ?? '');
  const facts = [
    orderFact(order),
    ...reasonFacts(order),
    paymentFact(payment),
    stockFact(stock),
    ...mails.map(mailFact),
    salesFact(sales),
  ];
  return { order, facts };
}

module.exports = { outcomeOf };
