const ts = require('typescript');
const { nodesIn, propertyOf } = require('./source-code');

const STATEMENT =
  /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w."]+)(\s+partition\s+of)?|\bdrop\s+table\s+(?:if\s+exists\s+)?([\w."]+)|\balter\s+table\s+([\w."]+)\s+rename\s+to\s+([\w."]+)/gi;

/** @typedef {{ name: string, file: string, entity: ts.ClassDeclaration | undefined }} Table */

/**
 * The tables that a service has: those of its entities, and what its migrations create beside them.
 *
 * @param {import('./source-code').SourceCode} code @param {string} app @returns {Table[]}
 */
function tablesOf(code, app) {
  const entities = code.classesIn(`apps/${app}/src`).flatMap((entity) =>
    code
      .decoratorsOf(entity)
      .filter(({ name }) => name === 'Entity')
      .map(({ args: [named] }) => ({ name: nameOf(code, entity, named), file: code.fileOf(entity), entity })),
  );
  const known = new Set(entities.map(({ name }) => name));
  const others = [...migratedTables(code, app)]
    .filter(([name]) => !known.has(name))
    .map(([name, file]) => ({ name, file, entity: undefined }));
  return [...entities, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As TypeORM names it. @param {import('./source-code').SourceCode} code @param {ts.ClassDeclaration} entity @param {ts.Expression | undefined} argument */
function nameOf(code, entity, argument) {
  const written = code.valueOf(argument) ?? code.valueOf(propertyOf(argument, 'name'));
  if (written !== undefined) return String(written);
  return (entity.name?.text ?? '')
    .replace(/(?<=[a-z\d])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, '_$&')
    .toLowerCase();
}

/** By what the migrations do upward, in the order of their names. @param {import('./source-code').SourceCode} code @param {string} app */
function migratedTables(code, app) {
  /** @type {Map<string, string>} */
  const tables = new Map();
  const ups = code
    .filesIn(`apps/${app}/migrations`)
    .flatMap((file) => [...nodesIn(file)])
    .filter((node) => ts.isMethodDeclaration(node) && node.name.getText() === 'up');
  for (const up of ups)
    for (const [, created, isPartition, dropped, renamed, to] of up.getText().matchAll(STATEMENT)) {
      if (created && !isPartition) tables.set(bare(created), code.fileOf(up));
      for (const gone of [dropped, renamed]) if (gone) tables.delete(bare(gone));
      if (to) tables.set(bare(to), code.fileOf(up));
    }
  return tables;
}

/** @param {string} name */
function bare(name) {
  return name.replaceAll('"', '').replace(/^public\./, '');
}

module.exports = { tablesOf };
