const { randomUUID } = require('node:crypto');
const { setTimeout: pause } = require('node:timers/promises');
const { ExplainedError } = require('../explained-error');
const { waitUntil } = require('../servers/wait-until');
const { SHOPKEEPER, bearer, customer } = require('../issuer/tokens');
const { request } = require('./http');
const { JourneyReader } = require('./journey-reader');

const DEADLINE_MS = 60_000;
const OPEN = new Set(['pending', 'awaiting-payment']);
const QUIET_MS = 500; // decided, and nothing new for so long: the journey is over

/**
 * @typedef {import('./journey-reader').Journey} Journey
 * @typedef {{ orderId: string, status: string, start: number, settledAfter: number, journey: Journey }} Played
 */

/** @param {Map<string, string>} urls @param {string} service */
const urlOf = (urls, service) => urls.get(service) ?? '';

/** A customer, a product, and ten of it on the shelf. @param {Map<string, string>} urls service → address */
async function stockTheShop(urls) {
  const mark = randomUUID().slice(0, 8);
  const { body: user } = await request('POST', `${urlOf(urls, 'users')}/users`, {
    body: { name: 'Ada Lovelace', email: `ada-${mark}@example.org` },
    expect: [201],
  });
  const headers = await bearer(SHOPKEEPER);
  const { body: product } = await request('POST', `${urlOf(urls, 'catalog')}/products`, {
    body: { sku: `PEN-${mark}`, name: 'Fountain pen, blue', price: { amount: 1999, currency: 'EUR' } },
    headers,
    expect: [201],
  });
  const productId = String(product.id);
  await request('PUT', `${urlOf(urls, 'inventory')}/stock/${productId}`, {
    body: { onHand: 10 },
    headers,
    expect: [200],
  });
  return { userId: String(user.id), productId };
}

/**
 * Orders asks neither users who somebody is nor the catalog what something costs, it keeps copies that arrive over the
 * bus: until then the customer or the product is unknown to it (422).
 *
 * @param {string} orders its address @param {{ userId: string, productId: string }} wish @param {JourneyReader} reader
 */
async function placeOrder(orders, { userId, productId }, reader) {
  const placed = { orderId: '', correlationId: '', start: 0 };
  const credentials = await bearer(customer(userId));
  await waitUntil(
    async () => {
      await reader.mark();
      placed.correlationId = randomUUID();
      placed.start = Date.now();
      const { status, body } = await request('POST', `${orders}/orders`, {
        body: { userId, lines: [{ productId, quantity: 2 }] },
        headers: { ...credentials, 'x-correlation-id': placed.correlationId },
        expect: [202, 422],
      });
      placed.orderId = String(body.id);
      return status === 202;
    },
    {
      timeoutMs: DEADLINE_MS,
      everyMs: 20,
      message: (error) =>
        `orders did not take an order within ${DEADLINE_MS / 1_000} s: ${error?.message ?? 'it does not know the customer or the product'}`,
    },
  );
  return placed;
}

/** @param {string} url of the order @param {string} userId who has placed it @returns {Promise<string>} its status, once it is decided */
async function untilDecided(url, userId) {
  const headers = await bearer(customer(userId));
  let status = 'unknown';
  await waitUntil(
    async () => {
      const { body } = await request('GET', url, { headers, expect: [200] });
      status = String(body.status);
      return !OPEN.has(status);
    },
    {
      timeoutMs: DEADLINE_MS,
      everyMs: 10,
      message: () => `The order is still ${status} after ${DEADLINE_MS / 1_000} s`,
    },
  );
  return status;
}

/**
 * Reads from the beginning, for a projection shows when it has passed an event only to who looks, until the order is
 * decided and nothing more happens.
 *
 * @param {JourneyReader} reader @param {string} correlationId @param {() => boolean} isDecided
 * @returns {Promise<Journey>}
 */
async function untilQuiet(reader, correlationId, isDecided) {
  let journey = await reader.read(correlationId);
  for (let last = Date.now(); Date.now() - last < QUIET_MS; await pause(5)) {
    const next = await reader.read(correlationId);
    if (!isDecided() || sizeOf(next) > sizeOf(journey)) last = Date.now();
    journey = next;
  }
  return journey;
}

/** @param {Journey} journey */
const sizeOf = ({ events, deliveries }) => events.length + deliveries.length;

/**
 * Plays one real order through the system, over HTTP as a customer would, and follows its events.
 *
 * @param {Map<string, string>} urls service → address @param {Map<string, string>} databases service → address
 * @returns {Promise<Played>}
 * @throws {ExplainedError} when a service answers otherwise than it should, or the order stays undecided
 */
async function playOrder(urls, databases) {
  const orders = urlOf(urls, 'orders');
  const reader = new JourneyReader();
  try {
    await reader.connect(databases);
    const wish = await stockTheShop(urls);
    const { orderId, correlationId, start } = await placeOrder(orders, wish, reader);
    let settledAfter = 0;
    const decided = untilDecided(`${orders}/orders/${orderId}`, wish.userId).finally(
      () => (settledAfter = Date.now() - start),
    );
    const following = untilQuiet(reader, correlationId, () => settledAfter > 0);
    const [status, journey] = await Promise.all([decided, following]);
    return { orderId, status, start, settledAfter, journey };
  } catch (error) {
    if (error instanceof ExplainedError) throw error;
    throw new ExplainedError(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    await reader.close();
  }
}

module.exports = { playOrder };
