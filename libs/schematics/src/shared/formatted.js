const path = require('node:path');
const prettier = require('prettier/standalone');

/** Those of the files that are written here. Loaded one by one: prettier's own search for them is not for every place. */
const PLUGINS = ['babel', 'estree', 'markdown', 'typescript'];

/**
 * Writes every file that the schematic has touched as `npm run format` would: a long name breaks lines where a short one does not.
 *
 * @returns {import('@angular-devkit/schematics').Rule}
 */
function formatted() {
  return async (tree) => {
    const options = JSON.parse(tree.readText('.prettierrc.json'));
    const plugins = PLUGINS.map((name) => require(`prettier/plugins/${name}`));
    for (const action of tree.actions) {
      if (action.kind !== 'c' && action.kind !== 'o') continue;
      const parser = parserOf(action.path);
      if (!parser) continue;
      const text = await prettier.format(tree.readText(action.path), { ...options, parser, plugins });
      tree.overwrite(action.path, text);
    }
  };
}

/** @param {string} file @returns {string | undefined} of prettier */
function parserOf(file) {
  /** @type {Record<string, string>} */
  const parsers = { '.js': 'babel', '.json': 'json', '.md': 'markdown', '.ts': 'typescript' };
  return parsers[path.extname(file)];
}

module.exports = { formatted };
