const { exampleOf, findHappening, idFieldIn } = require('../shared/contracts');
const { drafting } = require('../shared/draft');
const { serviceIn } = require('../shared/element');
const { wire } = require('../shared/module-wiring');
const { camel, kebab, pascal } = require('../shared/names');
const { handler, handlerSpec } = require('./texts');

/**
 * `nest g event-handler shipping order-confirmed --type pack-parcel`: PackParcelWhenOrderConfirmed and its test.
 *
 * @param {import('../shared/element').ElementOptions & { does?: string }} options
 */
function eventHandler(options) {
  return drafting((draft) => {
    const { service, element } = serviceIn(draft, options, 'an event');
    const contract = findHappening(draft.tree, element);
    const does = kebab(options.does ?? options.type ?? 'log', 'a handler');
    const name = `${does}-when-${contract.event}`;
    const its = {
      file: `${name}.handler`,
      className: pascal(name),
      event: contract.event,
      eventClass: contract.className,
      variable: camel(contract.event),
      idField: idFieldIn(contract),
      example: exampleOf(draft.tree, contract),
    };
    const place = `integration/${its.file}`;
    draft.create(`apps/${service}/src/${place}.ts`, handler(its));
    draft.create(`apps/${service}/src/${place}.spec.ts`, handlerSpec(its));
    wire(draft, service, { providers: [{ name: its.className, from: `./${place}` }] });
    return [
      `write into apps/${service}/src/${place}.ts what is to happen; all of it is one transaction, and happens once;`,
      `its queue will be ${service}.${name}: rename the class before it is deployed, if you do, not after;`,
      'npm run docs, then npm run check.',
    ];
  });
}

module.exports = { eventHandler };
