/**
 * @typedef {import('./play').Fact} Fact
 * @typedef {import('./customer').Money} Money
 * @typedef {{ status: string, amount: Money, history: { status: string }[] }} Payment
 * @typedef {{ onHand: number, reserved: number, sold: number }} Stock
 * @typedef {{ kind: string, recipient: string, subject: string, text: string, status: string, createdAt: string }} Mail
 * @typedef {{ quantity: string, revenue: { amount: string, currency: string } }} Sales in digits, for sums may be large
 */

/** @param {Money} money in minor units @returns {string} "39.98 EUR" */
function inWords({ amount, currency }) {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** @param {{ status: string }[]} history */
const path = (history) => history.map(({ status }) => status).join(' → ');

/** Ids in sentences by their ends: nobody reads them, and lines with them wrap. @param {string} text */
const withShortIds = (text) =>
  text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{6}([0-9a-f]{6})/g, '…$1');

/** @param {import('./customer').Order} order @returns {Fact} */
function orderFact({ id, status, history }) {
  const [first, last] = [history[0], history.at(-1)];
  const tookMs = first && last ? Date.parse(last.at) - Date.parse(first.at) : 0;
  const took = tookMs < 1_000 ? `${tookMs} ms` : `${(tookMs / 1_000).toFixed(1)} s`;
  return ['order', status, `${id}: ${path(history)}, in ${took}`];
}

/** @param {import('./customer').Order} order @returns {Fact[]} none for one that ended well */
function reasonFacts({ reason }) {
  return reason ? [['', 'because', withShortIds(reason)]] : [];
}

/** @param {Payment | undefined} payment @returns {Fact} */
function paymentFact(payment) {
  if (!payment) return ['payment', 'none', 'nobody was asked to pay'];
  return ['payment', payment.status, `${inWords(payment.amount)}: ${path(payment.history)}`];
}

/** @param {Stock} stock @returns {Fact} */
const stockFact = ({ onHand, reserved, sold }) => [
  'stock',
  `${onHand} on hand`,
  `${reserved} reserved, ${sold} sold`,
];

/** @param {Mail} mail @returns {Fact} */
const mailFact = ({ status, subject, recipient }) => [
  'mail',
  status,
  `"${withShortIds(subject)}" to ${recipient}`,
];

/** @param {Sales | undefined} sales of one product @returns {Fact} */
function salesFact(sales) {
  if (!sales) return ['sales', 'none', 'nothing of this product in the report'];
  const { quantity, revenue } = sales;
  const { amount, currency } = revenue;
  const earned = inWords({ amount: Number(amount), currency });
  return ['sales', earned, `${quantity} ${quantity === '1' ? 'piece' : 'pieces'} in the report`];
}

module.exports = { inWords, mailFact, orderFact, paymentFact, reasonFacts, salesFact, stockFact };
