const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { areInstalled, isBorrowed, matches } = require('./packages');
const { repository } = require('../repository');

describe('whether the packages are those of the lock file', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-on-mac': { version: '2.0.0', optional: true },
  };

  it('is yes when each has its version, but for optional ones of other platforms', () => {
    expect(matches(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it.each([
    ['one is missing', {}],
    ['one is of another version', { 'node_modules/a': { version: '1.0.1' } }],
    [
      'one is not wanted any more',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } },
    ],
    [
      'an optional one is of another version',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/only-on-mac': { version: '1.9.0' } },
    ],
  ])('is no when %s', (_what, installed) => expect(matches(wanted, installed)).toBe(false));

  it('is left to whoever owns the folder when node_modules is a link to it', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-packages-'));
    expect(isBorrowed(folder)).toBe(false);
    fs.symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
    expect(isBorrowed(folder)).toBe(true);
    fs.rmSync(folder, { recursive: true });
  });

  it('is yes here: this test runs on them', () => expect(areInstalled(repository)).toBe(true));
});
