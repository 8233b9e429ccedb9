const { NodeWorkflow } = require('@angular-devkit/schematics/tools');
const path = require('node:path');

/** @typedef {{ name: string, path?: string, type?: string }} Words what is typed after the schematic's name */

/** Beside what the tutorial writes: three services with three handlers each, and what else can be generated, as it is generated. */
const SERVICES = ['gift-wrapping', 'loyalty', 'returns'];

/** @type {[schematic: string, words: Words][]} */
const ELEMENTS = [
  ['event-handler', { name: 'gift-wrapping', path: 'order-placed', type: 'offer-wrapping' }],
  ['event-handler', { name: 'gift-wrapping', path: 'order-confirmed', type: 'wrap' }],
  ['event-handler', { name: 'gift-wrapping', path: 'orders/order-cancelled', type: 'unwrap' }],
  ['aggregate', { name: 'gift-wrapping', path: 'ribbon' }],
  ['query', { name: 'gift-wrapping', path: 'ribbons' }],
  ['event-handler', { name: 'loyalty', path: 'order-confirmed' }],
  ['event-handler', { name: 'loyalty', path: 'order-cancelled' }],
  ['event-handler', { name: 'loyalty', path: 'user-created', type: 'open-account' }],
  ['projection', { name: 'loyalty', path: 'loyal-orders' }],
  ['query', { name: 'loyalty', path: 'loyal-orders' }],
  ['saga', { name: 'loyalty', path: 'grant-bonus', type: 'order-confirmed' }],
  ['event-handler', { name: 'returns', path: 'order-confirmed' }],
  ['event-handler', { name: 'returns', path: 'payment-refunded', type: 'close-return' }],
  ['event-handler', { name: 'returns', path: 'order-shipped', type: 'allow-return' }],
  ['integration-event', { name: 'returns', path: 'parcel-returned' }],
  ['event-version', { name: 'returns', path: 'parcel-returned' }],
  ['command', { name: 'returns', path: 'accept-return' }],
];

/**
 * Runs `nest generate` for all of them, in one process: each in one of its own would take minutes.
 *
 * @param {string} root of a copy of the repository
 */
async function generateMore(root) {
  const workflow = new NodeWorkflow(root, { resolvePaths: [root] });
  const collection = path.join(root, 'libs', 'schematics', 'src', 'collection.json');
  const services = SERVICES.map((name) => /** @type {const} */ (['microservice', { name }]));
  for (const [schematic, options] of [...services, ...ELEMENTS]) {
    const execution = workflow.execute({ collection, schematic, options });
    await new Promise((resolve, reject) =>
      execution.subscribe({ complete: () => resolve(undefined), error: reject }),
    );
  }
}

module.exports = { SERVICES, generateMore };
