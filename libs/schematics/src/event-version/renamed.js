const path = require('node:path');
const ts = require('typescript');
const { CONTRACTS } = require('../shared/contracts');
const { importsOf, namesOf } = require('../shared/imports');
const { edited, nodesIn, parse } = require('../shared/source');

/** Everywhere in a file. @param {ts.SourceFile} file @param {string} name @param {string} to @returns {import('../shared/source').Edit[]} */
function renamed(file, name, to) {
  return [...nodesIn(file)]
    .filter((node) => ts.isIdentifier(node) && node.text === name)
    .map((node) => ({ start: node.getStart(), end: node.end, text: to }));
}

/**
 * In the contracts that name the old version's file: they mean that version, as the upcaster's test of the version before does.
 *
 * @param {import('../shared/draft').Draft} draft @param {import('./texts').Step} step
 */
function renameInImporters(draft, { service, event, from, className, oldClass }) {
  const old = `${CONTRACTS}/${service}/${event}.v${from}`;
  const folder = draft.tree.getDir(CONTRACTS);
  const places = folder.subdirs.flatMap((name) =>
    folder.dir(name).subfiles.map((file) => `${CONTRACTS}/${name}/${file}`),
  );
  for (const place of places) {
    const file = parse(draft.read(place), place);
    const means = importsOf(file).some(
      (statement) =>
        path.posix.join(path.posix.dirname(place), statement.moduleSpecifier.text) === old &&
        namesOf(statement).includes(className),
    );
    if (means) draft.change(place, (text) => edited(text, renamed(file, className, oldClass)));
  }
}

module.exports = { renameInImporters, renamed };
