const { drafting } = require('../shared/draft');
const { elementIn } = require('../shared/element');
const { addTable, tableName } = require('../shared/migrations');
const { wire } = require('../shared/module-wiring');
const { camel, pascal } = require('../shared/names');
const { refuse } = require('../shared/refusal');
const { plural } = require('../shared/words');
const { aggregate: aggregateClass, aggregateSpec, repository, row } = require('./texts');

/**
 * `nest g aggregate shipping parcel`: what a parcel is and may do, and where it is kept.
 *
 * @param {import('../shared/element').ElementOptions} options
 */
function aggregate(options) {
  return drafting((draft) => {
    const { service, element: name } = elementIn(draft, options, 'an aggregate');
    const several = plural(name);
    if (several === name)
      refuse(
        `"${name}" sounds like several. An aggregate is named in the singular: parcel. Nothing was written.`,
      );
    const its = {
      name,
      several,
      variable: camel(name),
      className: pascal(name),
      repository: pascal(several),
      table: tableName(several),
    };
    const source = `apps/${service}/src`;
    draft.create(`${source}/domain/${name}.ts`, aggregateClass(its));
    draft.create(`${source}/domain/${name}.spec.ts`, aggregateSpec(its));
    draft.create(`${source}/persistence/${name}.row.ts`, row(its));
    draft.create(`${source}/persistence/${several}.ts`, repository(its));
    addTable(draft, service, {
      name: its.table,
      columns: ['id     uuid primary key', "status text not null check (status in ('open', 'closed'))"],
    });
    wire(draft, service, {
      entities: [{ name: `${its.className}Row`, from: `./persistence/${name}.row` }],
      providers: [{ name: its.repository, from: `./persistence/${several}` }],
    });
    return [
      `say in domain/${name}.ts what ${name} has and may do, and keep it in ${name}.row.ts and the new migration;`,
      `nest g command ${service} open-${name}: somebody who uses it; nest g integration-event ${service} ${name}-opened: others who hear of it;`,
      'npm run check; npm start runs the migration, elsewhere node main.js migrate.',
    ];
  });
}

module.exports = { aggregate };
