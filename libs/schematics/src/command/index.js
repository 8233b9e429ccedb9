const { drafting } = require('../shared/draft');
const { elementIn } = require('../shared/element');
const { wire } = require('../shared/module-wiring');
const { camel, pascal } = require('../shared/names');
const { plural, singular } = require('../shared/words');
const { command: commandClass, controller, handler, handlerSpec, request } = require('./texts');

/**
 * `nest g command shipping dispatch-parcel`: POST /parcels/:parcelId/dispatch, and all that is behind it.
 *
 * @param {import('../shared/element').ElementOptions} options
 */
function command(options) {
  return drafting((draft) => {
    const { service, element: name } = elementIn(draft, options, 'a command');
    const its = newCommand(service, name);
    const folder = `commands/${name}`;
    const write = (/** @type {string} */ part, /** @type {string} */ text) =>
      draft.create(`apps/${service}/src/${folder}/${name}.${part}.ts`, text);
    write('command', commandClass(its));
    write('request', request(its));
    write('handler', handler(its));
    write('handler.spec', handlerSpec(its));
    write('controller', controller(its));
    wire(draft, service, {
      controllers: [{ name: `${its.className}Controller`, from: `./${folder}/${name}.controller` }],
      providers: [{ name: `${its.className}Handler`, from: `./${folder}/${name}.handler` }],
    });
    return [
      `write into ${name}.handler.ts what is to happen; all of it, published events included, is one transaction;`,
      `look at ${name}.controller.ts: may only staff do it, and is ${its.route} its address?`,
      'npm run docs, then npm run check.',
    ];
  });
}

/** @param {string} service @param {string} name @returns {import('./texts').NewCommand} */
function newCommand(service, name) {
  const [verb = name, ...object] = name.split('-');
  const thing = object.length > 0 ? object.join('-') : singular(service);
  const idField = `${camel(singular(thing))}Id`;
  const path = plural(thing);
  return {
    name,
    className: pascal(name),
    thing: singular(thing),
    verb,
    method: camel(verb),
    path,
    idField,
    route: `POST /${path}/:${idField}/${verb}`,
  };
}

module.exports = { command };
