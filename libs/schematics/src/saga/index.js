const { exampleOf, idFieldIn } = require('../shared/contracts');
const { drafting } = require('../shared/draft');
const { elementIn } = require('../shared/element');
const { eventsOf } = require('../shared/events-of');
const { wire } = require('../shared/module-wiring');
const { camel, pascal } = require('../shared/names');
const { refuse } = require('../shared/refusal');
const { saga: sagaClass, sagaSpec } = require('./texts');

/**
 * `nest g saga shipping deliver-parcel --type order-confirmed`: the process, from its start to its time-out, and its test.
 *
 * @param {import('../shared/element').ElementOptions & { on?: string }} options
 */
function saga(options) {
  return drafting((draft) => {
    const { service, element: name } = elementIn(draft, options, 'a saga');
    const said = options.on ?? options.type;
    const starts = eventsOf(draft.tree, name, said);
    if (said === undefined && starts.length > 1)
      refuse(
        `Which event starts ${name}? It could be ${starts.map(({ event }) => event).join(', ')}. Name it: --type ${starts[0]?.event}. Nothing was written.`,
      );
    const its = {
      name,
      className: pascal(name),
      idField: oneIdField(starts),
      starts: starts.map((contract) => ({
        event: contract.event,
        eventClass: contract.className,
        variable: camel(contract.event),
        example: exampleOf(draft.tree, contract),
      })),
    };
    const place = `sagas/${name}/${name}.saga`;
    draft.create(`apps/${service}/src/${place}.ts`, sagaClass(its));
    draft.create(`apps/${service}/src/${place}.spec.ts`, sagaSpec(its));
    wire(draft, service, { providers: [{ name: its.className, from: `./${place}` }] });
    return [
      `give apps/${service}/src/${place}.ts its further steps: a method with @On(SomeEvent) each, and saga.complete() in the last;`,
      'say how long it waits, and what is done when that was in vain: now it waits a day, says so and ends;',
      'npm run docs, then npm run check.',
    ];
  });
}

/** By which a saga is told from others; all its events carry it. @param {import('../shared/contracts').Contract[]} starts */
function oneIdField(starts) {
  const fields = [...new Set(starts.map(idFieldIn))];
  const [field = '', other] = fields;
  if (other !== undefined)
    refuse(
      `The events of one saga are told apart by one id, and these have ${fields.join(' and ')}. Start it by those of one aggregate. Nothing was written.`,
    );
  return field;
}

module.exports = { saga };
