const { areInstalled, matches } = require('./packages');
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

  it('is yes here: this test runs on them', () => expect(areInstalled(repository)).toBe(true));
});
