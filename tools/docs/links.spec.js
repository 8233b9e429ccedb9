const { mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { repository } = require('../repository');
const { brokenLinks } = require('./links');

describe('the links in the documents', () => {
  const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.warren']);
  /** @param {string} folder @returns {string[]} */
  const documentsIn = (folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !NOT_OURS.has(name))
      .flatMap((entry) => {
        const place = join(folder, entry.name);
        if (entry.isDirectory()) return documentsIn(place);
        return entry.name.endsWith('.md') ? [place] : [];
      });
  const files = documentsIn(repository);

  it('all point to something, and to code that is still called so', () => {
    expect(files).toContain(join(repository, 'README.md'));
    expect(files.flatMap((file) => brokenLinks(file, repository))).toEqual([]);
  });
});

describe('brokenLinks', () => {
  /** @type {string} */
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'links-'));
    writeFileSync(join(folder, 'code.ts'), 'export class Outbox { publish() {} }');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param {string} text */
  const problems = (text) => {
    writeFileSync(join(folder, 'page.md'), text);
    return brokenLinks(join(folder, 'page.md'), folder);
  };

  it('accepts what is there: files, headings, names, other sites', () => {
    const links = '[a](code.ts) [`Outbox.publish`](code.ts) [b](#first-things) [c](https://example.org/x)';
    expect(problems(`# First things\n\n${links}`)).toEqual([]);
  });

  it.each([
    ['[a](gone.ts)', 'points to nothing'],
    ['[`Outbox.send`](code.ts)', 'does not say "send"'],
    ['[`@Outboxes()`](code.ts)', 'does not say "Outboxes"'],
    ['[a](#nowhere)', 'no heading "nowhere"'],
  ])('reports %s', (link, complaint) => {
    expect(problems(`# First things\n\n${link}`)).toEqual([expect.stringContaining(complaint)]);
  });

  it('leaves code blocks alone', () => {
    expect(problems('```md\n[a](gone.ts)\n```\n')).toEqual([]);
  });
});
