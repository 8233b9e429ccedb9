const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { repository } = require('../repository');
const { checkLicenses, licenseOf } = require('./licenses');
const { lockFileOf } = require('./lock-file');
const { policy } = require('./policy');

const POLICY = {
  allowedLicenses: ['MIT', 'ISC'],
  licenseExceptions: [],
  otherPlatforms: [],
  acceptedAdvisories: [],
};

/** What is said about a package under this licence. @param {string | undefined} license @param {object} [more] of the policy */
function said(license, more = {}) {
  const lock = {
    packages: {
      '': { dependencies: { a: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '^2.0.0' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', license },
    },
  };
  return checkLicenses('/nowhere', lock, { ...POLICY, ...more }).problems;
}

describe('the licences of the packages', () => {
  it('of this repository are all allowed', () => {
    const { problems, counts } = checkLicenses(repository, lockFileOf(repository), policy);
    expect(problems).toEqual([]);
    expect(counts.get('MIT')?.shipped).toBeGreaterThan(100);
  });

  it.each([
    'MIT',
    '(MIT)',
    'MIT OR GPL-3.0-only',
    '(GPL-3.0-only OR ISC)',
    'MIT AND ISC',
    '(MIT AND ISC) OR Glide',
  ])('may be %s where MIT and ISC are allowed', (license) => expect(said(license)).toEqual([]));

  it.each([
    ['GPL-3.0-only', 'is under GPL-3.0-only, which is not allowed here'],
    ['MIT AND GPL-3.0-only', 'is under MIT AND GPL-3.0-only, which'],
    ['MIT AND (GPL-3.0-only OR AGPL-3.0-only)', 'which is not allowed here'],
    ['MIT+', 'which is not allowed here'],
    ['MIT WITH Classpath-exception-2.0', 'which is not allowed here'],
    ['LicenseRef-ours', 'which is not allowed here'],
    ['UNLICENSED', 'calls its licence "UNLICENSED", which is no SPDX expression'],
    ['SEE LICENSE IN LICENSE.md', 'which is no SPDX expression'],
    ['MIT OR', 'which is no SPDX expression'],
    ['mit', 'which is no SPDX expression'],
    [undefined, 'does not say under which licence it is'],
  ])('may not be %s', (license, complaint) => {
    const [problem, ...more] = said(license);
    expect(more).toEqual([]);
    expect(problem).toMatch(/^b 2\.0\.0 /);
    expect(problem).toContain(complaint);
    expect(problem).toContain('It comes in by package.json → a → b, and is shipped.');
  });

  it('may be another one with an exception for this package, this licence and a reason', () => {
    const exception = { package: 'b', license: 'GPL-3.0-only', because: 'Its authors have allowed it.' };
    expect(said('GPL-3.0-only', { licenseExceptions: [exception] })).toEqual([]);
    expect(said('GPL-3.0-only', { licenseExceptions: [{ ...exception, because: ' ' }] })).toEqual([
      'The exception for b (GPL-3.0-only) does not say why ("because").',
    ]);
    expect(said('AGPL-3.0-only', { licenseExceptions: [exception] })).toEqual([
      expect.stringContaining('is under AGPL-3.0-only'),
      'Nothing needs the exception for b (GPL-3.0-only) any more: take it out.',
    ]);
    expect(said('MIT', { licenseExceptions: [exception] })).toEqual([expect.stringContaining('any more')]);
  });
});

describe('a package that says its licence in another way', () => {
  /** @type {string} */
  let root;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-licenses-'));
    fs.mkdirSync(path.join(root, 'node_modules/a'), { recursive: true });
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it.each([
    [{ license: 'MIT' }, 'MIT'],
    [{ license: { type: 'MIT' } }, 'MIT'],
    [{ licenses: [{ type: 'MIT' }] }, 'MIT'],
    [{ licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] }, 'MIT OR GPL-2.0'],
    [{}, '(none)'],
  ])('as %j is understood: %s', (manifest, license) => {
    fs.writeFileSync(path.join(root, 'node_modules/a/package.json'), JSON.stringify(manifest));
    expect(licenseOf(root, { place: 'node_modules/a', name: 'a', version: '1.0.0' })).toBe(license);
  });
});
