const ts = require('typescript');
const { CONTRACTS } = require('../shared/contracts');
const { refuse } = require('../shared/refusal');
const { edited, parse } = require('../shared/source');

/**
 * The registry: the old version under its new name, and the new one after it.
 *
 * @param {string} text of index.ts @param {import('./texts').Step} step
 */
function registered(text, { service, event, className, oldClass, from, to }) {
  const place = `./${service}/${event}.v${from}`;
  for (const statement of parse(text).statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier?.getText() !== `'${place}'`) continue;
    const clause = statement.exportClause;
    const named = clause && ts.isNamedExports(clause) ? clause.elements : [];
    const element = [...named].find(({ name }) => name.text === className);
    if (element)
      return edited(text, [
        { start: element.getStart(), end: element.end, text: oldClass },
        {
          start: statement.end,
          end: statement.end,
          text: `\nexport { ${className} } from './${service}/${event}.v${to}';`,
        },
      ]);
  }
  return refuse(`${CONTRACTS}/index.ts does not export ${className} from '${place}'. Nothing was written.`);
}

module.exports = { registered };
