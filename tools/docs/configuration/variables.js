const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');
const { commentOf } = require('../comment');
const { ruleOf } = require('./rules');

const EVERY_SERVICE = 'libs/platform/src';
const TEST = /\.(spec|int-spec|e2e-spec)\.ts$|\/(test|testing)\//;

/**
 * @typedef {object} Variable
 * @property {string} name
 * @property {string | undefined} service undefined: every service has it
 * @property {string} place the file that declares it
 * @property {boolean} required
 * @property {string | undefined} initial its default, as it is written down
 * @property {string} example
 * @property {boolean} secret
 * @property {string[]} rules in words
 * @property {string[]} unknownRules decorators that nobody could put into words
 * @property {string} comment
 */

/** @param {string} root @returns {Variable[]} in the order of the files and of the declarations */
function readVariables(root) {
  const apps = path.join(root, 'apps');
  const services = fs.existsSync(apps) ? fs.readdirSync(apps).sort() : [];
  return [
    ...variablesIn(root, EVERY_SERVICE, undefined),
    ...services.flatMap((service) => variablesIn(root, `apps/${service}/src`, service)),
  ];
}

/** @param {string} root @param {string} folder @param {string | undefined} service @returns {Variable[]} */
function variablesIn(root, folder, service) {
  return filesIn(root, folder).flatMap((place) => {
    const text = fs.readFileSync(path.join(root, place), 'utf8');
    if (!text.includes('@Variable(')) return [];
    const file = ts.createSourceFile(place, text, ts.ScriptTarget.ES2022, true);
    const properties = file.statements.filter(ts.isClassDeclaration).flatMap(({ members }) => [...members]);
    return properties.filter(ts.isPropertyDeclaration).flatMap((property) => {
      const variable = readVariable(property, file);
      return variable ? [{ ...variable, service, place }] : [];
    });
  });
}

/** @param {ts.PropertyDeclaration} property @param {ts.SourceFile} file */
function readVariable(property, file) {
  const calls = (ts.getDecorators(property) ?? [])
    .map(({ expression }) => expression)
    .filter(ts.isCallExpression);
  const variable = calls.find((call) => call.expression.getText(file) === 'Variable');
  if (!variable) return undefined;
  const constants = constantsOf(file);
  const rules = calls.map((call) => ({
    decorator: call.expression.getText(file),
    rule: ruleOf(call, constants),
  }));
  return {
    name: property.name.getText(file),
    required: property.exclamationToken !== undefined,
    initial: property.initializer && plain(property.initializer.getText(file)),
    ...optionsOf(variable, file),
    rules: rules.flatMap(({ rule }) => rule ?? []),
    unknownRules: rules.filter(({ rule }) => rule === undefined).map(({ decorator }) => decorator),
    comment: commentOf(property),
  };
}

/** Of `@Variable({ example, secret })`. @param {ts.CallExpression} call @param {ts.SourceFile} file */
function optionsOf(call, file) {
  const [options] = call.arguments;
  const properties = options && ts.isObjectLiteralExpression(options) ? options.properties : [];
  /** @param {string} name */
  const valueOf = (name) =>
    [...properties]
      .filter(ts.isPropertyAssignment)
      .find((each) => each.name.getText(file) === name)
      ?.initializer.getText(file);
  return { example: plain(valueOf('example') ?? ''), secret: valueOf('secret') === 'true' };
}

/** Constants at the top of a file, for messages that several rules share. @param {ts.SourceFile} file @returns {Map<string, ts.Expression>} */
function constantsOf(file) {
  const declarations = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  return new Map(
    declarations.flatMap(({ name, initializer }) => (initializer ? [[name.getText(file), initializer]] : [])),
  );
}

/** `'5m'` → `5m`, `10_000` → `10000`. @param {string} literal */
function plain(literal) {
  return literal.replace(/^'(.*)'$/, '$1').replace(/(?<=\d)_(?=\d)/g, '');
}

/** @param {string} root @param {string} folder @returns {string[]} relative to the root */
function filesIn(root, folder) {
  const full = path.join(root, folder);
  if (!fs.existsSync(full)) return [];
  return fs
    .readdirSync(full, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const place = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesIn(root, place);
      return place.endsWith('.ts') && !TEST.test(place) ? [place] : [];
    });
}

module.exports = { readVariables };
