const ts = require('typescript');
const { importEdit } = require('./imports');
const { refuse } = require('./refusal');
const { appended, argumentsOf, edited, listOf, nodesIn, parse, propertyOf, settingOf } = require('./source');

/**
 * @typedef {import('./imports').Import} Part a class, and the file it is in as the module names it
 *
 * @typedef {object} Parts what a module gets
 * @property {Part[]} [controllers]
 * @property {Part[]} [providers]
 * @property {Part[]} [entities]
 */

/** @param {string} service */
const modulePath = (service) => `apps/${service}/src/${service}.module.ts`;

/**
 * Makes classes known to a service: their imports, and their names in the lists of its module.
 *
 * @param {import('./draft').Draft} draft @param {string} service @param {Parts} parts
 */
function wire(draft, service, { controllers = [], providers = [], entities = [] }) {
  const path = modulePath(service);
  /** @type {[Part[], (file: ts.SourceFile, name: string) => import('./source').Edit][]} */
  const kinds = [
    [controllers, (file, name) => inList(file, 'controllers', name)],
    [providers, (file, name) => inList(file, 'providers', name)],
    [entities, inEntities],
  ];
  for (const [wanted, edit] of kinds)
    for (const part of wanted)
      draft.change(path, (text) => {
        const file = parse(text, path);
        return edited(text, [importEdit(file, part), edit(file, part.name)]);
      });
}

/** @param {ts.SourceFile} file @param {'controllers' | 'providers'} list @param {string} name */
function inList(file, list, name) {
  const parts = partsOf(file);
  const property = propertyOf(parts, list);
  const array = settingOf(parts, list);
  if (array && ts.isArrayLiteralExpression(array)) return appended(listOf(array), name);
  if (property)
    refuse(`${file.fileName}: "${list}" is not written as a list, so ${name} cannot be put in. Make it one.`);
  const last = parts.properties.at(-1);
  const at = last ? last.end : parts.end - 1;
  return { start: at, end: at, text: `${last ? ', ' : ''}${list}: [${name}]` };
}

/** @param {ts.SourceFile} file @param {string} name */
function inEntities(file, name) {
  return appended(argumentsOf(entitiesCall(file)), name);
}

/** `DatabaseModule.forEntities(…)`. @param {ts.SourceFile} file */
function entitiesCall(file) {
  for (const node of nodesIn(file))
    if (ts.isCallExpression(node) && node.expression.getText() === 'DatabaseModule.forEntities') return node;
  return refuse(
    `${file.fileName} has no DatabaseModule.forEntities(…), in which the tables of a service are named. Add it to its imports.`,
  );
}

/**
 * Where a module lists its parts: in the argument of its decorator, or in the constant that this one spreads.
 *
 * @param {ts.SourceFile} file @returns {ts.ObjectLiteralExpression}
 */
function partsOf(file) {
  const argument = moduleArgument(file);
  const spread = argument.properties.find((property) => ts.isSpreadAssignment(property));
  if (!spread) return argument;
  const name = spread.expression.getText();
  for (const node of nodesIn(file))
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer)
      if (ts.isObjectLiteralExpression(node.initializer)) return node.initializer;
  return refuse(`${file.fileName}: the module spreads ${name}, which is no object in the same file.`);
}

/** @param {ts.SourceFile} file @returns {ts.ObjectLiteralExpression} */
function moduleArgument(file) {
  for (const node of nodesIn(file)) {
    if (!ts.isDecorator(node) || !ts.isCallExpression(node.expression)) continue;
    const [argument] = node.expression.arguments;
    if (node.expression.expression.getText() === 'Module' && argument)
      if (ts.isObjectLiteralExpression(argument)) return argument;
  }
  return refuse(`${file.fileName} has no class with @Module({ … }).`);
}

module.exports = { entitiesCall, modulePath, wire };
