const { randomUUID } = require('node:crypto');
const { ExplainedError } = require('../explained-error');
const { customer } = require('../issuer/tokens');
const { until } = require('./until');

const OPEN = new Set(['pending', 'awaiting-payment']);

/**
 * @typedef {import('./running-shop').RunningShop} RunningShop
 * @typedef {{ amount: number, currency: string }} Money
 * @typedef {{ id: string, status: string, customer: { name: string }, total: Money, reason?: string, history: { status: string, at: string }[] }} Order
 */

/** Somebody who shops, with a name and an address of their own. */
class Customer {
  /** @param {RunningShop} shop @param {string} id @param {string} email */
  constructor(shop, id, email) {
    this.shop = shop;
    this.id = id;
    this.email = email;
    this.identity = customer(id);
  }

  /** @param {RunningShop} shop @param {string} [name] */
  static async signUp(shop, name = 'Ada Lovelace') {
    const email = `ada-${randomUUID().slice(0, 8)}@example.org`;
    const { body } = await shop.ask('POST', 'users', '/users', { body: { name, email }, expect: [201] });
    return new Customer(shop, String(body.id), email);
  }

  /**
   * Orders hears of customers and products over the bus: until then it refuses (422), and the same request, with the
   * same key, is sent again.
   *
   * @param {string} productId @param {number} quantity @param {string} token stands for the card
   * @returns {Promise<string>} the order's id
   */
  async order(productId, quantity, token = 'tok_success') {
    const body = { userId: this.id, lines: [{ productId, quantity }], payment: { method: 'card', token } };
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await until(
      'orders to take the order',
      () =>
        this.shop.ask('POST', 'orders', '/orders', { body, headers, by: this.identity, expect: [202, 422] }),
      ({ status }) => status === 202,
    );
    return String(answer.body.id);
  }

  /** @param {string} orderId @returns {Promise<Order>} */
  async see(orderId) {
    return /** @type {Order} */ (await this.shop.look('orders', `/orders/${orderId}`, this.identity));
  }

  /** @param {string} orderId @param {string} status @returns {Promise<Order>} once it has this status */
  async untilOrderIs(orderId, status) {
    const order = await until(
      `order ${orderId} to be ${status}`,
      () => this.see(orderId),
      (seen) => seen.status === status || !OPEN.has(seen.status),
    );
    if (order.status === status) return order;
    throw new ExplainedError(
      `Order ${orderId} was to be ${status}, but is ${order.status}${order.reason ? `: ${order.reason}` : '.'}`,
    );
  }

  /** @param {string} orderId @param {string} reason */
  async cancel(orderId, reason) {
    await this.shop.ask('POST', 'orders', `/orders/${orderId}/cancel`, {
      body: { reason },
      by: this.identity,
      expect: [204],
    });
  }

  /** @param {string} name */
  async rename(name) {
    await this.shop.ask('PATCH', 'users', `/users/${this.id}`, {
      body: { name },
      by: this.identity,
      expect: [200],
    });
  }
}

module.exports = { Customer };
