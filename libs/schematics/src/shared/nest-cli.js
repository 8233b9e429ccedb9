const { applyEdits, modify } = require('jsonc-parser');

const PLACE = 'nest-cli.json';

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/** Enters an application. @param {Tree} tree @param {string} name */
function addApplication(tree, name) {
  const root = `apps/${name}`;
  change(tree, name, {
    type: 'application',
    root,
    entryFile: 'main',
    sourceRoot: `${root}/src`,
    compilerOptions: { tsConfigPath: `${root}/tsconfig.app.json` },
  });
}

/** Takes an application's entry away. @param {Tree} tree @param {string} name */
function removeApplication(tree, name) {
  change(tree, name, undefined);
}

/** The application that is meant where none is named. @param {Tree} tree @returns {string} its folder */
function defaultRoot(tree) {
  return JSON.parse(tree.readText(PLACE)).root;
}

/** Leaves the rest of the file as somebody has laid it out. @param {Tree} tree @param {string} name @param {unknown} entry */
function change(tree, name, entry) {
  const text = tree.readText(PLACE);
  const edits = modify(text, ['projects', name], entry, {
    formattingOptions: { insertSpaces: true, tabSize: 2 },
  });
  tree.overwrite(PLACE, applyEdits(text, edits));
}

module.exports = { addApplication, defaultRoot, removeApplication };
