const ts = require('typescript');
const { importsOf, namesOf } = require('../shared/imports');
const { entitiesCall, modulePath } = require('../shared/module-wiring');
const { kebab, pascal } = require('../shared/names');
const { refuse } = require('../shared/refusal');
const { classesIn, decoratorOf, parse, settingOf } = require('../shared/source');
const { singular } = require('../shared/words');

/**
 * @typedef {{ className: string, from: string }} Entity a table's class, and its file as the module names it
 * @typedef {{ name: string, type: string }} Field
 */

/** What columns hold that can be shown as it is. @type {Record<string, string>} */
const SHOWN = { uuid: 'string', text: 'string', integer: 'number', boolean: 'boolean' };

/**
 * The entity that a query shows.
 *
 * @param {import('../shared/draft').Draft} draft @param {string} service @param {string} name of the query
 * @param {string | undefined} said
 * @returns {Entity}
 */
function entityFor(draft, service, name, said) {
  const entities = entitiesOf(draft, service);
  const wanted = said === undefined ? undefined : kebab(said, 'an entity');
  const names = namesFor(wanted ?? name);
  const found = entities.find(({ className }) => names.includes(className));
  if (found) return found;
  const [only, other] = entities;
  if (only && !other && wanted === undefined) return only;
  const known = entities.map(({ className }) => className).join(', ');
  return refuse(
    known
      ? `${service} has no entity for "${wanted ?? name}". It has ${known}. Say which as the third word (--type), or make one: nest g projection ${service} ${name}. Nothing was written.`
      : `${service} has no table that a query could show. Make one: nest g projection ${service} ${name}, or nest g aggregate. Nothing was written.`,
  );
}

/** What its class may be called. @param {string} name */
function namesFor(name) {
  const classes = [pascal(name), pascal(singular(name))];
  return [...classes, ...classes.map((one) => `${one}Row`)];
}

/** @param {import('../shared/draft').Draft} draft @param {string} service @returns {Entity[]} */
function entitiesOf(draft, service) {
  const file = parse(draft.read(modulePath(service)), modulePath(service));
  const imports = importsOf(file);
  return entitiesCall(file).arguments.flatMap((argument) => {
    const className = argument.getText();
    const statement = imports.find((one) => namesOf(one).includes(className));
    return statement ? [{ className, from: statement.moduleSpecifier.text }] : [];
  });
}

/**
 * What of an entity can be shown as it is: texts, numbers, truths. The rest is for a person to put into words.
 *
 * @param {import('../shared/draft').Draft} draft @param {string} service @param {Entity} entity
 * @returns {{ idField: string, fields: Field[] }}
 */
function fieldsOf(draft, service, { className, from }) {
  const path = `apps/${service}/src/${from.replace(/^\.\//, '')}.ts`;
  const declaration = classesIn(parse(draft.read(path), path)).find(({ name }) => name?.text === className);
  const members = [...(declaration?.members ?? [])].filter(ts.isPropertyDeclaration);
  const keys = members.filter((member) => decoratorOf(member, 'PrimaryColumn'));
  const [key, second] = keys;
  if (!key || second || decoratorOf(key, 'PrimaryColumn')?.args[0]?.getText() !== "'uuid'")
    return refuse(
      `${path}: ${className} has no single key that is a UUID, by which a row could be asked for. Nothing was written.`,
    );
  return { idField: key.name.getText(), fields: members.flatMap(fieldOf) };
}

/** @param {ts.PropertyDeclaration} member @returns {Field[]} */
function fieldOf(member) {
  const { args } = decoratorOf(member, 'PrimaryColumn', 'Column') ?? {};
  const [column, options] = args ?? [];
  const type = SHOWN[column && ts.isStringLiteral(column) ? column.text : ''];
  const isNullable = settingOf(options, 'nullable')?.getText() === 'true';
  return type === undefined || isNullable ? [] : [{ name: member.name.getText(), type }];
}

module.exports = { entityFor, fieldsOf };
