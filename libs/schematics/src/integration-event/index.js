const { agreement } = require('../shared/agreement');
const { CONTRACTS, FIXTURES, contractsIn, idFieldIn } = require('../shared/contracts');
const { drafting } = require('../shared/draft');
const { elementIn } = require('../shared/element');
const { camel, kebab, pascal } = require('../shared/names');
const { refuse } = require('../shared/refusal');
const { exported } = require('./exported');
const { contract, fixture, publication } = require('./texts');

/** @typedef {import('./texts').NewEvent} NewEvent */

/**
 * `nest g integration-event orders order-shipped`: the contract, its line in the registry, its fixture. Who publishes it is for a person to
 * say, in a line of code that it tells.
 *
 * @param {import('../shared/element').ElementOptions & { aggregate?: string }} options
 */
function integrationEvent(options) {
  return drafting((draft) => {
    const { service, element: event } = elementIn(draft, options, 'an event');
    const its = newEvent(draft.tree, service, event, options.aggregate ?? options.type);
    const file = `${CONTRACTS}/${service}/${event}.v1.ts`;
    const fixtureFile = `${FIXTURES}/${service}/${event}.v1.json`;
    draft.create(file, contract(its));
    draft.create(fixtureFile, fixture(its));
    draft.change(`${CONTRACTS}/index.ts`, (text) =>
      exported(text, service, `export { ${its.className} } from './${service}/${event}.v1';`),
    );
    return [
      `say in ${file} what it tells beside the id, and the same in its fixture, ${fixtureFile};`,
      `publish it where it happens, in a handler, a saga or a method with @Transactional(); it is told with that unit of work, or not at all:\n${publication(its)}`,
      agreement(service, `${event}.v1`),
      'npm run docs, then npm run check.',
    ];
  });
}

/**
 * @param {import('@angular-devkit/schematics').Tree} tree @param {string} service @param {string} event
 * @param {string | undefined} said the aggregate, if somebody has named it
 * @returns {NewEvent}
 */
function newEvent(tree, service, event, said) {
  const own = contractsIn(tree).filter((one) => one.service === service);
  const same = own.find((one) => one.event === event);
  if (same)
    refuse(
      `${service}/${event} exists already, in ${same.file}. Its next version: nest g event-version ${service} ${event}. Nothing was written.`,
    );
  const aggregate = said === undefined ? aggregateOf(event, own) : kebab(said, 'an aggregate');
  const sibling = own.find((one) => one.aggregate === aggregate);
  if (sibling?.isConfidential)
    refuse(
      `The aggregate ${aggregate} of ${service} is that of ${sibling.className}, which is confidential: it has no other events. Name another one, as the third word (--type). Nothing was written.`,
    );
  return {
    service,
    event,
    aggregate,
    className: pascal(event),
    idField: sibling ? idFieldIn(sibling) : `${camel(aggregate)}Id`,
    timeField: timeFieldOf(event, aggregate),
  };
}

/** @param {string} event @param {import('../shared/contracts').Contract[]} own contracts of the service */
function aggregateOf(event, own) {
  const known = [...new Set(own.map(({ aggregate }) => aggregate))]
    .filter((aggregate) => event.startsWith(`${aggregate}-`))
    .sort((one, other) => other.length - one.length);
  return known[0] ?? event.split('-')[0] ?? event;
}

/** `shippedAt` of order-shipped. @param {string} event @param {string} aggregate */
function timeFieldOf(event, aggregate) {
  return event.startsWith(`${aggregate}-`) ? `${camel(event.slice(aggregate.length + 1))}At` : 'happenedAt';
}

module.exports = { integrationEvent };
