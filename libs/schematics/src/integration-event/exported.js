const ts = require('typescript');
const { edited, parse } = require('../shared/source');

/**
 * The registry with one line more, after the others of its service.
 *
 * @param {string} text of index.ts @param {string} service @param {string} line
 */
function exported(text, service, line) {
  const exports = parse(text).statements.filter((statement) => ts.isExportDeclaration(statement));
  const ofService = exports.filter(({ moduleSpecifier }) =>
    moduleSpecifier?.getText().slice(1).startsWith(`./${service}/`),
  );
  const last = ofService.at(-1) ?? exports.at(-1);
  const at = last?.end ?? text.length;
  const gap = ofService.length > 0 ? '\n' : '\n\n';
  return edited(text, [{ start: at, end: at, text: `${gap}${line}` }]);
}

module.exports = { exported };
