const path = require('node:path');
const { drafting } = require('../shared/draft');
const { elementIn } = require('../shared/element');
const { wire } = require('../shared/module-wiring');
const { camel, pascal } = require('../shared/names');
const { singular } = require('../shared/words');
const { entityFor, fieldsOf } = require('./entities');
const { controller, errors, query: queryClass, querySpec, response } = require('./texts');

/**
 * `nest g query shipping open-parcels`: GET /open-parcels/:openParcelId, from the table of the projection of that name.
 *
 * @param {import('../shared/element').ElementOptions & { of?: string }} options
 */
function query(options) {
  return drafting((draft) => {
    const { service, element: name } = elementIn(draft, options, 'a query');
    const entity = entityFor(draft, service, name, options.of ?? options.type);
    const folder = folderFor(name, entity.from);
    const { idField, fields } = fieldsOf(draft, service, entity);
    const its = {
      name,
      className: pascal(name),
      thing: singular(name),
      thingClass: pascal(singular(name)),
      parameter: `${camel(singular(name))}Id`,
      entityClass: entity.className,
      entityImport: importPath(folder, entity.from),
      idField,
      fields,
    };
    const write = (/** @type {string} */ part, /** @type {string} */ text) =>
      draft.create(`apps/${service}/src/${folder}/${name}.${part}.ts`, text);
    write('errors', errors(its));
    write('response', response(its));
    write('query', queryClass(its));
    write('query.spec', querySpec(its));
    write('controller', controller(its));
    wire(draft, service, {
      controllers: [{ name: `${its.className}Controller`, from: `./${folder}/${name}.controller` }],
      providers: [{ name: `${its.className}Query`, from: `./${folder}/${name}.query` }],
    });
    return [
      `look at ${name}.response.ts: it shows ${fields.map(({ name: field }) => field).join(', ')}; and at ${name}.controller.ts: only staff may ask;`,
      'npm run docs, then npm run check.',
    ];
  });
}

/** Beside the read model that it shows: one slice does not look into another. @param {string} name @param {string} from of the entity */
function folderFor(name, from) {
  const folder = path.posix.dirname(path.posix.normalize(from));
  return folder.startsWith('read-models/') ? folder : `read-models/${name}`;
}

/** @param {string} folder @param {string} from */
function importPath(folder, from) {
  const relative = path.posix.relative(folder, path.posix.normalize(from));
  return relative.startsWith('.') ? relative : `./${relative}`;
}

module.exports = { query };
