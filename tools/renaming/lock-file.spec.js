const fs = require('node:fs');
const path = require('node:path');
const { repository } = require('../repository');
const { renamedLockFile } = require('./lock-file');
const { spellingsOf } = require('./spellings');

const names = { from: spellingsOf('burrow'), to: spellingsOf('zoo') };

/** @param {unknown} lock */
const written = (lock) => `${JSON.stringify(lock, null, 2)}\n`;

describe('package-lock.json', () => {
  it('names and sorts what has the name as npm does', () => {
    const renamed = renamedLockFile(
      written({
        name: 'burrow',
        packages: {
          '': { name: 'burrow', workspaces: ['tools/burrow'] },
          'node_modules/@burrow/command-line': { resolved: 'tools/burrow', link: true },
          'node_modules/@types/pg': { version: '1.0.0' },
          'tools/burrow': { name: '@burrow/command-line' },
        },
      }),
      names,
    );
    expect(renamed).toBe(
      written({
        name: 'zoo',
        packages: {
          '': { name: 'zoo', workspaces: ['tools/zoo'] },
          'node_modules/@types/pg': { version: '1.0.0' },
          'node_modules/@zoo/command-line': { resolved: 'tools/zoo', link: true },
          'tools/zoo': { name: '@zoo/command-line' },
        },
      }),
    );
  });

  it('keeps digests that look as if they had the name', () => {
    const text = written({ packages: { 'node_modules/a': { integrity: 'sha512-a/burrow+b==' } } });
    expect(renamedLockFile(text, names)).toBe(text);
  });

  it('is sorted as the one that npm has written here', () => {
    const real = fs.readFileSync(path.join(repository, 'package-lock.json'), 'utf8');
    expect(renamedLockFile(real, { from: spellingsOf('no-such-name'), to: spellingsOf('zoo') })).toBe(real);
  });
});
