const { namesIn } = require('../broker/names');
const { askersOf } = require('../map/snapshots');
const { queueOf } = require('./schema');

/**
 * @typedef {import('./schema').Published} Published
 * @typedef {import('../map/services').System} System
 *
 * @typedef {object} Way a place where messages of a contract go, with who sends and who receives there
 * @property {string} name
 * @property {Published} published
 * @property {{ name: string, type: 'topic' | 'direct' }} exchange
 * @property {string} address the routing key
 * @property {string[]} senders services
 * @property {{ service: string, queue: string, consumer: import('../map/consumers').Consumer }[]} receivers
 */

/**
 * Of each event the one way that it goes, and of each snapshot one for each consumer that asks for it.
 *
 * @param {System} system @param {string[]} outsiders services that publish and are not in the repository
 * @param {Published[]} published @returns {Way[]}
 */
function waysIn(system, outsiders, published) {
  return [...eventWays(system, outsiders, published), ...snapshotWays(system, published)];
}

/** @param {System} system @param {string[]} outsiders @param {Published[]} published @returns {Way[]} */
function eventWays({ code, services }, outsiders, published) {
  return published
    .filter(({ contract }) => !contract.isSnapshot)
    .map((one) => ({
      name: one.type,
      published: one,
      exchange: { name: one.address.exchange, type: 'topic' },
      address: one.address.routingKey,
      senders: [
        ...services.filter(({ publications }) =>
          publications.some(({ contract }) => contract === one.contract),
        ),
        ...outsiders.filter((name) => name === one.contract.service).map((name) => ({ name })),
      ].map(({ name }) => name),
      receivers: receiversIn(code, services, one),
    }));
}

/** The answers to who asks: over the asker's exchange, under the asker's name for what it keeps. @param {System} system @param {Published[]} published @returns {Way[]} */
function snapshotWays({ code, services }, published) {
  return published
    .filter(({ contract }) => contract.isSnapshot)
    .flatMap((one) =>
      receiversIn(code, services, one).map((receiver) => {
        const names = namesIn(receiver.service);
        const address = receiver.queue.slice(names.queue('').length);
        return {
          name: `${one.type}.for.${receiver.queue}`,
          published: one,
          exchange: {
            name: names.snapshotsExchange(receiver.service),
            type: /** @type {const} */ ('direct'),
          },
          address,
          senders: services
            .filter(({ sources }) => sources.some(({ contract }) => contract === one.contract))
            .map(({ name }) => name),
          receivers: [receiver],
        };
      }),
    );
}

/** @param {System['code']} code @param {System['services']} services @param {Published} published */
function receiversIn(code, services, { contract }) {
  return askersOf(services, contract).map(({ service, consumer }) => ({
    service,
    consumer,
    queue: queueOf(code, service, consumer),
  }));
}

module.exports = { waysIn };
