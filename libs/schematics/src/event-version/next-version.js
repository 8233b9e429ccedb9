const ts = require('typescript');
const { importsOf } = require('../shared/imports');
const { refuse } = require('../shared/refusal');
const { classesIn, decoratorOf, edited, nodesIn, parse, settingOf } = require('../shared/source');

/** @typedef {import('./texts').Step} Step */

/**
 * The file of the new version: the class as it is, under its name, and of the rest what that needs. Parts that the old file exports
 * (the lines of an order) stay there, and are imported.
 *
 * @param {string} text of the old version's file @param {Step} step
 */
function nextVersionOf(text, step) {
  const file = parse(text, step.file);
  const declaration = classesIn(file).find(({ name }) => name?.text === step.className);
  if (!declaration) return refuse(`${step.file} has no class ${step.className}. Nothing was written.`);
  const body = newClass(declaration, step);
  const own = file.statements.filter((one) => one !== declaration && !ts.isImportDeclaration(one));
  const privates = own.filter((one) => !isExported(one)).filter(isUsedIn(body));
  const needed = [body, ...privates.map((one) => one.getText())].join('\n');
  const parts = own.filter(isExported).filter(isUsedIn(needed)).flatMap(namesDeclaredBy);
  return [
    ...importsOf(file).flatMap((statement) => importText(statement, needed)),
    ...(parts.length > 0 ? [`import { ${parts.join(', ')} } from './${step.event}.v${step.from}';`] : []),
    `import { ${step.upcaster} } from './${step.event}.v${step.from}-to-v${step.to}';`,
    '',
    ...privates.map((one) => `${one.getFullText().trim()}\n`),
    body,
    '',
  ].join('\n');
}

/** With its comment, the next version, and what reads the old one as this one. @param {ts.ClassDeclaration} declaration @param {Step} step */
function newClass(declaration, { file, to, upcaster }) {
  const [options] = decoratorOf(declaration, 'IntegrationEvent', 'Snapshot')?.args ?? [];
  const version = settingOf(options, 'version');
  if (!version || !options)
    return refuse(`${file}: the version cannot be read from the code. Write it down in the decorator.`);
  const before = settingOf(options, 'upcaster');
  const start = declaration.getFullStart();
  /** @param {ts.Node} node @param {string} text */
  const instead = (node, text) => ({ start: node.getStart() - start, end: node.end - start, text });
  return edited(declaration.getFullText(), [
    instead(version, before ? String(to) : `${to}, upcaster: ${upcaster}`),
    ...(before ? [instead(before, upcaster)] : []),
  ]).trim();
}

/** @param {ts.ImportDeclaration} statement @param {string} code @returns {string[]} */
function importText(statement, code) {
  const bindings = statement.importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings)) return [statement.getText()];
  const used = bindings.elements.filter(({ name }) => names(code).has(name.text));
  if (used.length === 0) return [];
  const kept = used.map((element) => element.getText()).join(', ');
  const { start, end } = { start: bindings.getStart(), end: bindings.end };
  const from = statement.getStart();
  return [edited(statement.getText(), [{ start: start - from, end: end - from, text: `{ ${kept} }` }])];
}

/** @param {string} code */
function isUsedIn(code) {
  const used = names(code);
  return (/** @type {ts.Statement} */ statement) => namesDeclaredBy(statement).some((name) => used.has(name));
}

/** @param {string} code @returns {Set<string>} */
function names(code) {
  return new Set([...nodesIn(parse(code))].filter(ts.isIdentifier).map(({ text }) => text));
}

/** @param {ts.Statement} statement @returns {string[]} */
function namesDeclaredBy(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = /** @type {ts.DeclarationStatement} */ (statement);
  return name ? [name.text] : [];
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

module.exports = { nextVersionOf };
