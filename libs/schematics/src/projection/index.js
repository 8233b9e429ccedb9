const { exampleOf, idFieldIn } = require('../shared/contracts');
const { drafting } = require('../shared/draft');
const { elementIn } = require('../shared/element');
const { eventsOf } = require('../shared/events-of');
const { addTable, tableName } = require('../shared/migrations');
const { wire } = require('../shared/module-wiring');
const { camel, pascal } = require('../shared/names');
const { refuse } = require('../shared/refusal');
const { singular } = require('../shared/words');
const { entity, projectionClass, projectionSpec } = require('./texts');

/**
 * `nest g projection shipping open-parcels --type order-confirmed`: the entity, its table, the folds and their test.
 *
 * @param {import('../shared/element').ElementOptions & { on?: string }} options
 */
function projection(options) {
  return drafting((draft) => {
    const { service, element: name } = elementIn(draft, options, 'a projection');
    const followed = eventsOf(draft.tree, name, options.on ?? options.type);
    const row = singular(name);
    const its = {
      name,
      row,
      rowClass: pascal(row),
      className: `${pascal(name)}Projection`,
      table: tableName(name),
      events: followed.map((contract) => folded(draft, contract)),
    };
    const folder = `read-models/${name}`;
    draft.create(`apps/${service}/src/${folder}/${row}.entity.ts`, entity(its));
    draft.create(`apps/${service}/src/${folder}/${name}.projection.ts`, projectionClass(its));
    draft.create(`apps/${service}/src/${folder}/${name}.projection.spec.ts`, projectionSpec(its));
    addTable(draft, service, {
      name: its.table,
      columns: ['id     uuid primary key', 'status text not null'],
    });
    wire(draft, service, {
      entities: [{ name: its.rowClass, from: `./${folder}/${row}.entity` }],
      providers: [{ name: its.className, from: `./${folder}/${name}.projection` }],
    });
    return [
      `add to ${row}.entity.ts, to the new migration and to the folds what people ask of it;`,
      `nest g query ${service} ${name}: a route that shows it;`,
      'npm run docs, then npm run check; npm start runs the migration, elsewhere node main.js migrate.',
    ];
  });
}

/** @param {import('../shared/draft').Draft} draft @param {import('../shared/contracts').Contract} contract */
function folded(draft, contract) {
  if (contract.isConfidential)
    refuse(
      `${contract.className} is confidential: no projection gets it. Take it with a handler: nest g event-handler. Nothing was written.`,
    );
  return {
    event: contract.event,
    eventClass: contract.className,
    variable: camel(contract.event),
    idField: idFieldIn(contract),
    example: exampleOf(draft.tree, contract),
  };
}

module.exports = { projection };
