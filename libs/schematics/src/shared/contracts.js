const ts = require('typescript');
const { kebab } = require('./names');
const { nearest } = require('./nearest');
const { refuse } = require('./refusal');
const { classesIn, decoratorOf, parse, settingOf } = require('./source');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/**
 * @typedef {object} Contract an event, in one of its versions
 * @property {string} className
 * @property {string} service that publishes it
 * @property {string} event `order-confirmed`
 * @property {number} version
 * @property {string} aggregate
 * @property {string | undefined} idField of the payload, that has the aggregate's id; undefined where the code does not show it
 * @property {boolean} isConfidential
 * @property {boolean} isSnapshot
 * @property {string} file
 */

const CONTRACTS = 'libs/contracts/src';
const FIXTURES = 'libs/contracts/fixtures';

/** Every version of every event, as the files name them. @param {Tree} tree @returns {Contract[]} */
function contractsIn(tree) {
  const folder = tree.getDir(CONTRACTS);
  const files = folder.subdirs.flatMap((service) =>
    folder.dir(service).subfiles.map((name) => `${CONTRACTS}/${service}/${name}`),
  );
  return files
    .filter((file) => /\.v\d+\.ts$/.test(file))
    .sort()
    .flatMap((file) => contractsOf(tree, file));
}

/** @param {Tree} tree @param {string} file @returns {Contract[]} */
function contractsOf(tree, file) {
  return classesIn(parse(tree.readText(file), file)).flatMap((declaration) => {
    const decorator = decoratorOf(declaration, 'IntegrationEvent', 'Snapshot');
    const [options] = decorator?.args ?? [];
    const type = textOf(settingOf(options, 'type'));
    if (!decorator || !options || !declaration.name || type === undefined) return [];
    const [service = '', event = ''] = type.split('.');
    return [
      {
        className: declaration.name.text,
        service,
        event,
        version: Number(settingOf(options, 'version')?.getText()),
        aggregate: textOf(settingOf(options, 'aggregate')) ?? '',
        idField: idFieldOf(settingOf(options, 'subject')),
        isConfidential: settingOf(options, 'confidential')?.getText() === 'true',
        isSnapshot: decorator.name === 'Snapshot',
        file,
      },
    ];
  });
}

/** @param {ts.Node | undefined} node */
function textOf(node) {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** `orderId` of `(event) => event.orderId`. @param {ts.Node | undefined} subject */
function idFieldOf(subject) {
  if (!subject || !ts.isArrowFunction(subject) || !ts.isPropertyAccessExpression(subject.body))
    return undefined;
  return subject.body.name.text;
}

/**
 * The current version of an event.
 *
 * @param {Tree} tree
 * @param {string} text `order-confirmed`, or with its service where others have one of that name: `orders/order-confirmed`
 * @param {string} [of] the service that it must be of
 */
function findEvent(tree, text, of) {
  const [service, name] = text.includes('/') ? text.split('/', 2) : [of, text];
  const event = kebab(name, 'an event');
  const publisher = service === undefined ? undefined : kebab(service, 'a service');
  const all = contractsIn(tree);
  const found = all.filter((one) => one.event === event && (publisher ?? one.service) === one.service);
  const services = [...new Set(found.map((one) => one.service))];
  if (services.length > 1)
    refuse(
      `${event} is an event of ${services.join(' and of ')}. Say which: ${services[0]}/${event}. Nothing was written.`,
    );
  return newest(found) ?? refuse(unknown(publisher ? `${publisher}/${event}` : event, all));
}

/** The same for what reacts to it; a snapshot is nothing that happens. @param {Tree} tree @param {string} text */
function findHappening(tree, text) {
  const contract = findEvent(tree, text);
  if (contract.isSnapshot)
    refuse(
      `${contract.className} is a snapshot: nothing has happened, so nothing reacts to it. Nothing was written.`,
    );
  return contract;
}

/** @param {Contract[]} versions @returns {Contract | undefined} */
function newest(versions) {
  return [...versions].sort((one, other) => other.version - one.version)[0];
}

/** @param {string} wanted @param {Contract[]} all */
function unknown(wanted, all) {
  const names = [...new Set(all.map(({ service, event }) => `${service}/${event}`))];
  const near = nearest(wanted, names);
  const hint = near.length > 0 ? `Near it are ${near.join(', ')}.` : 'libs/contracts/src has them all.';
  return `There is no event "${wanted}". ${hint} Nothing was written.`;
}

/** The name of the field with the aggregate's id. @param {Contract} contract */
function idFieldIn({ idField, file }) {
  if (idField !== undefined) return idField;
  return refuse(
    `${file}: the code does not show which field has the aggregate's id. Write it as subject: (event) => event.someId.`,
  );
}

/** An event of the fixture's values, as code. @param {Tree} tree @param {Contract} contract */
function exampleOf(tree, { className, service, event, version }) {
  const path = `${FIXTURES}/${service}/${event}.v${version}.json`;
  if (!tree.exists(path))
    refuse(`${path} is missing: every version of an event has its fixture. Nothing was written.`);
  return `new ${className}(${tree.readText(path).trim()})`;
}

module.exports = {
  CONTRACTS,
  FIXTURES,
  contractsIn,
  contractsOf,
  exampleOf,
  findEvent,
  findHappening,
  idFieldIn,
  newest,
};
