const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { repository } = require('../repository');
const { missingTests } = require('./named-tests');

describe('SECURITY.md', () => {
  const page = join(repository, 'SECURITY.md');

  it('names tests that are there', () => expect(missingTests(page)).toEqual([]));

  it('has a row for each of the ten risks, with a test', () => {
    const rows = readFileSync(page, 'utf8').match(/^\| \*\*API\d+\*\*.*$/gm) ?? [];
    const shown = rows.map((row) => [/API\d+/.exec(row)?.[0], /spec\.[jt]s\) "/.test(row)]);
    expect(shown).toEqual(Array.from({ length: 10 }, (_, index) => [`API${index + 1}`, true]));
  });
});

describe('missingTests', () => {
  /** @type {string} */
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'named-tests-'));
    const tests = `describe('a door', () => {
      // it('was open', …)
      it("is shut at the owner's wish", async () => {});
      it.each([['by hand', 1], [\`by wind\`, 2]])('closes %s', () => {});
    });`;
    writeFileSync(join(folder, 'door.spec.ts'), tests);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param {string} text */
  const problems = (text) => {
    writeFileSync(join(folder, 'page.md'), text);
    return missingTests(join(folder, 'page.md'));
  };

  it('finds titles of tests, of groups and of rows, one or several', () => {
    const named = `"a door", "is shut at the owner's wish", "closes %s",\n"by hand", "by wind"`;
    expect(
      problems(`It is shut: [door](door.spec.ts) ${named}; and [another page](door.md) "somewhere".`),
    ).toEqual([]);
  });

  it.each([
    ['[door](gone.spec.ts) "closes %s"', 'gone.spec.ts is not there.'],
    ['[door](door.spec.ts) shows it', 'door.spec.ts: which of its tests?'],
    ['[door](door.spec.ts) "closes %s", "locks"', 'door.spec.ts has no test "locks".'],
    ['[door](door.spec.ts) "was open"', 'door.spec.ts has no test "was open".'],
    ['[door](door.spec.ts) "closes"', 'door.spec.ts has no test "closes".'],
  ])('reports %s', (text, complaint) => {
    expect(problems(text)).toEqual([expect.stringContaining(complaint)]);
  });
});
