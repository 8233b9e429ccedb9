const { treeOf } = require('../testing/repository-tree');
const { formatted } = require('./formatted');

const LONG = `export const sentence = ['${'word '.repeat(10)}', '${'word '.repeat(10)}'];`;

describe('what a schematic has touched', () => {
  it('is written as npm run format would, and nothing else', async () => {
    const tree = treeOf([
      ['.prettierrc.json', '{ "singleQuote": true, "printWidth": 80 }'],
      ['old.ts', LONG],
      ['changed.ts', ''],
    ]);
    tree.overwrite('changed.ts', 'export const a="b"');
    tree.create('new.ts', LONG);
    tree.create('new.yaml', 'a:   b');
    const context = /** @type {import('@angular-devkit/schematics').SchematicContext} */ ({});
    await formatted()(tree, context);
    expect(tree.readText('old.ts')).toBe(LONG);
    expect(tree.readText('changed.ts')).toBe("export const a = 'b';\n");
    expect(tree.readText('new.ts')).toMatch(/^export const sentence = \[\n {2}'word /);
    expect(tree.readText('new.yaml')).toBe('a:   b');
  });
});
