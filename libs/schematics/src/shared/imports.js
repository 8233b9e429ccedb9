const ts = require('typescript');
const { refuse } = require('./refusal');

/** @typedef {{ name: string, from: string }} Import */

/** @param {ts.SourceFile} file @returns {(ts.ImportDeclaration & { moduleSpecifier: ts.StringLiteral })[]} */
function importsOf(file) {
  return file.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
      ? [/** @type {ts.ImportDeclaration & { moduleSpecifier: ts.StringLiteral }} */ (statement)]
      : [],
  );
}

/** The names that an import brings in. @param {ts.ImportDeclaration} statement @returns {string[]} */
function namesOf({ importClause }) {
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  return importClause?.name ? [importClause.name.text, ...named] : named;
}

/**
 * The line of an import, at its place in the alphabet among those of its kind: packages first, as everywhere here.
 *
 * @param {ts.SourceFile} file @param {Import} wanted @returns {import('./source').Edit}
 */
function importEdit(file, { name, from }) {
  const all = importsOf(file);
  if (all.some((statement) => namesOf(statement).includes(name)))
    refuse(`${file.fileName} imports a ${name} already. Choose another name. Nothing was written.`);
  const line = `import { ${name} } from '${from}';`;
  const later = all.find(({ moduleSpecifier: { text } }) => text.startsWith('.') && text > from);
  if (later) return { start: later.getStart(), end: later.getStart(), text: `${line}\n` };
  const end = all.at(-1)?.end ?? 0;
  return { start: end, end, text: `\n${line}` };
}

module.exports = { importEdit, importsOf, namesOf };
