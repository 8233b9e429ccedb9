const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { repository } = require('../repository');
const { lockFileOf } = require('./lock-file');
const { policy } = require('./policy');
const { looseVersions, withoutDigest } = require('./versions');

const DIGEST = 'sha512-AAAA';

/** @type {string} */
let root;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-versions-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

/** @param {object} manifest of the repository @param {Record<string, object>} packages of the lock file, beside it */
function written(manifest, packages) {
  fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
  return { packages: { '': manifest, ...packages } };
}

describe('versions', () => {
  it('of this repository are exact, and those of the lock file', () => {
    expect(looseVersions(repository, lockFileOf(repository))).toEqual([]);
  });

  it.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', 'github:somebody/a', ''])(
    'may not be "%s"',
    (version) => {
      const lock = written({ devDependencies: { a: version } }, { 'node_modules/a': { version: '1.0.0' } });
      expect(looseVersions(root, lock)).toEqual([
        `package.json takes "${version}" of a, which is no single version. Name one, as \`npm install --save-exact\` does.`,
      ]);
    },
  );

  it('may be those of a release that is not final yet', () => {
    const lock = written(
      { dependencies: { a: '2.0.0-rc.1' } },
      { 'node_modules/a': { version: '2.0.0-rc.1' } },
    );
    expect(looseVersions(root, lock)).toEqual([]);
  });

  it('are told when the lock file has another one, or none', () => {
    const lock = written(
      { dependencies: { a: '1.0.1', b: '1.0.0' } },
      { 'node_modules/a': { version: '1.0.0' } },
    );
    expect(looseVersions(root, lock)).toEqual([
      expect.stringContaining('wants a 1.0.1, and package-lock.json has 1.0.0'),
      expect.stringContaining('wants b 1.0.0, and package-lock.json has none'),
    ]);
  });

  it('are told when somebody has changed package.json alone', () => {
    const lock = written({ dependencies: { a: '1.0.0' } }, { 'node_modules/a': { version: '1.0.0' } });
    fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ devDependencies: { a: '1.0.0' } }));
    expect(looseVersions(root, lock).join()).toMatch(/other dependencies than .*other devDependencies than/);
  });

  it('of workspaces count, too', () => {
    const tool = { dependencies: { a: '^1.0.0' } };
    const lock = written(
      {},
      { 'tools/a': tool, 'node_modules/tool': { link: true }, 'node_modules/a': { version: '1.0.0' } },
    );
    fs.mkdirSync(path.join(root, 'tools/a'), { recursive: true });
    fs.writeFileSync(path.join(root, 'tools/a/package.json'), JSON.stringify(tool));
    expect(looseVersions(root, lock)).toEqual([
      expect.stringContaining('tools/a/package.json takes "^1.0.0" of a'),
    ]);
  });
});

it('no package runs a script when it is installed, whichever version of npm installs it', () => {
  expect(fs.readFileSync(path.join(repository, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  const installs =
    fs.readFileSync(path.join(repository, 'docker/Dockerfile'), 'utf8').match(/^RUN .*npm ci.*$/gm) ?? [];
  expect(installs.length).toBeGreaterThan(0);
  for (const line of installs) expect(line).toContain('--ignore-scripts');
});

describe('digests', () => {
  const build = { version: '1.0.0', dev: true, optional: true, os: ['darwin'] };
  const policyWith = (because = 'It is.') => ({ ...policy, otherPlatforms: [{ packages: 'a-', because }] });

  it('are there for every package of this repository, but for those that the policy names', () => {
    expect(withoutDigest(lockFileOf(repository), policy)).toEqual([]);
    expect(withoutDigest(lockFileOf(repository), { ...policy, otherPlatforms: [] }).length).toBeGreaterThan(
      0,
    );
  });

  it.each([undefined, '', 'sha1-AAAA', 'md5-AAAA'])('may not be %s', (integrity) => {
    const lock = { packages: { 'node_modules/@b/a': { version: '1.0.0', integrity } } };
    expect(withoutDigest(lock, { ...policy, otherPlatforms: [] })).toEqual([
      expect.stringContaining('no digest (integrity) of node_modules/@b/a:'),
    ]);
  });

  it('are not asked of what is ours, or comes in the bundle of another package', () => {
    const packages = {
      'node_modules/tool': { link: true },
      'tools/a': {},
      'node_modules/b': { integrity: DIGEST },
      'node_modules/b/node_modules/c': { inBundle: true },
    };
    expect(withoutDigest({ packages }, { ...policy, otherPlatforms: [] })).toEqual([]);
  });

  it('may be missing of builds for other platforms alone, with a reason, and never of what is shipped', () => {
    expect(withoutDigest({ packages: { 'node_modules/a-mac': build } }, policyWith())).toEqual([]);
    for (const found of [
      { ...build, dev: undefined },
      { ...build, optional: undefined },
      { ...build, os: undefined },
    ])
      expect(withoutDigest({ packages: { 'node_modules/a-mac': found } }, policyWith())[0]).toContain(
        'no digest',
      );
    expect(withoutDigest({ packages: { 'node_modules/a-mac': build } }, policyWith(' '))[0]).toContain(
      'no digest',
    );
  });

  it('that have come meanwhile are not to be excused any more', () => {
    const packages = { 'node_modules/a-mac': { ...build, integrity: DIGEST } };
    expect(withoutDigest({ packages }, policyWith())).toEqual([
      expect.stringContaining('Of "a-…" nothing is left'),
    ]);
  });
});
