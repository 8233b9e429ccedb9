const ts = require('typescript');
const { importEdit } = require('./imports');
const { pascal } = require('./names');
const { refuse } = require('./refusal');
const { appended, edited, listOf, nodesIn, parse } = require('./source');

/** @typedef {{ name: string, columns: string[] }} Table its columns as SQL has them */

/** The name of the table of something. @param {string} name in kebab case */
const tableName = (name) => name.replaceAll('-', '_');

/**
 * A migration that creates a table, the last of its service.
 *
 * @param {import('./draft').Draft} draft @param {string} service @param {Table} table
 */
function addTable(draft, service, { name, columns }) {
  const folder = `apps/${service}/migrations`;
  refuseSecond(draft, folder, name);
  const what = `create-${name.replaceAll('_', '-')}`;
  const at = nextTimestamp(draft.tree.getDir(folder).subfiles);
  const className = `${pascal(what)}${at}`;
  draft.create(
    `${folder}/${at}-${what}.ts`,
    `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
      create table ${name} (
${columns.map((column) => `        ${column}`).join(',\n')}
      )\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ${name}');
  }
}
`,
  );
  draft.change(`${folder}/index.ts`, (text) =>
    listed(text, `${folder}/index.ts`, className, `./${at}-${what}`),
  );
}

/** @param {import('./draft').Draft} draft @param {string} folder @param {string} table */
function refuseSecond({ tree }, folder, table) {
  const created = new RegExp(`create table (if not exists )?${table}\\b`, 'i');
  for (const file of tree.getDir(folder).subfiles)
    if (created.test(tree.readText(`${folder}/${file}`)))
      refuse(`${folder}/${file} creates a table ${table} already. Choose another name. Nothing was written.`);
}

/** After those there are, whatever the clock says: they are run in this order. @param {readonly string[]} files */
function nextTimestamp(files) {
  return Math.max(Date.now(), ...files.map((file) => (Number.parseInt(file, 10) || 0) + 1));
}

/** @param {string} text @param {string} path @param {string} name @param {string} from */
function listed(text, path, name, from) {
  const file = parse(text, path);
  for (const node of nodesIn(file))
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'migrations' && node.initializer)
      if (ts.isArrayLiteralExpression(node.initializer))
        return edited(text, [importEdit(file, { name, from }), appended(listOf(node.initializer), name)]);
  return refuse(`${path} has no list "migrations". Nothing was written.`);
}

module.exports = { addTable, tableName };
