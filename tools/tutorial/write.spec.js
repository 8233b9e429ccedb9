const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { applyChange, writeFile } = require('./write');

const [place, line] = ['apps/shop/1795331175776-create-a.ts', 7];
/** @param {string} name @param {string} before */
const change = (name, before) => ({
  kind: /** @type {const} */ ('change'),
  place: name,
  text: `--- a/${name}\n+++ b/${name}\n@@ -1,2 +1,2 @@\n-${before}\n+after\n rest\n`,
  line,
});

describe('what a page writes', () => {
  /** @type {string} */
  let root;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-page-'));
    writeFile(root, { kind: 'file', place, text: 'before\nrest\n', line });
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const written = () => fs.readFileSync(path.join(root, place), 'utf8');

  it.each([place, 'apps/shop/…-create-a.ts'])('is a file, and its change by the name %s', (name) => {
    applyChange(root, change(name, 'before'));
    expect(written()).toBe('after\nrest\n');
  });

  it('is nothing where the file was another one before', () => {
    expect(() => applyChange(root, change(place, 'something else'))).toThrow(/^Line 7: .* cannot be changed/);
    expect(written()).toBe('before\nrest\n');
  });

  it('is nothing where a name may mean two files, or none', () => {
    writeFile(root, { kind: 'file', place: 'apps/shop/2-create-a.ts', text: '', line });
    expect(() => applyChange(root, change('apps/shop/…-create-a.ts', 'before'))).toThrow(/may be .* or /);
    expect(() => applyChange(root, change('apps/shop/…-create-b.ts', 'before'))).toThrow(
      /no file that there is/,
    );
  });
});
