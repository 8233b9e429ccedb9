const { chain } = require('@angular-devkit/schematics');
const { formatted } = require('./formatted');
const { refuse } = require('./refusal');
const { create } = require('./write');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/** What a schematic is about to write. A refusal at any time leaves nothing of it. */
class Draft {
  /** @param {Tree} tree */
  constructor(tree) {
    this.tree = tree;
  }

  /** Refuses where there is one. @param {string} path @param {string} text */
  create(path, text) {
    create(this.tree, path, text);
  }

  /** The text of a file that must be there. @param {string} path */
  read(path) {
    if (!this.tree.exists(path)) refuse(`${path} is missing. Nothing was written.`);
    return this.tree.readText(path);
  }

  /** @param {string} path @param {(text: string) => string} edit */
  change(path, edit) {
    this.tree.overwrite(path, edit(this.read(path)));
  }
}

/**
 * A schematic: what `write` does, formatted. It ends by saying what to do next.
 *
 * @param {(draft: Draft) => string[]} write returns what to do next, a line each
 */
function drafting(write) {
  return chain([
    (tree, { logger }) => {
      const draft = new Draft(tree.branch());
      const next = write(draft);
      logger.info(['', 'Next:', ...next.map((line) => `  - ${line}`), ''].join('\n'));
      return draft.tree;
    },
    formatted(),
  ]);
}

module.exports = { Draft, drafting };
