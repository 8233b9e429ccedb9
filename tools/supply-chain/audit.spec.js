const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { askNpm } = require('../npm-program');
const { auditPackages } = require('./audit');
const { fakeRegistry } = require('./fake-registry');

jest.setTimeout(60_000);

const LOCK = {
  name: 'shop',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': {
      name: 'shop',
      version: '1.0.0',
      dependencies: { door: '1.0.0' },
      devDependencies: { tester: '1.0.0' },
    },
    'node_modules/door': { version: '1.0.0', dependencies: { hinge: '^1.0.0' } },
    'node_modules/hinge': { version: '1.0.0' },
    'node_modules/tester': { version: '1.0.0', dev: true },
  },
};
const POLICY = { allowedLicenses: [], licenseExceptions: [], otherPlatforms: [], acceptedAdvisories: [] };
const ACCEPTED = { advisory: 'GHSA-1', until: '2026-06-30', because: 'Nobody opens that door.' };

/** @param {string} id @param {string} severity */
const advisory = (id, severity) => ({
  ...{ id: 1, url: `https://advisories.example/${id}`, title: 'It opens by itself', severity },
  ...{ vulnerable_versions: '<1.2.0', cwe: [], cvss: { score: 0, vectorString: null } },
});

/** @param {Record<string, object[]>} known @returns {(names: string[]) => import('./fake-registry').Reply} */
const knows = (known) => (names) => ({
  status: 200,
  body: Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))),
});

/** What `npm audit signatures` writes. @param {object} told */
const signed = (told) => async () => ({ code: 0, stdout: JSON.stringify(told), stderr: '' });

/** @type {string} */
let folder;
/** @type {import('./fake-registry').FakeRegistry | undefined} */
let registry;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-audit-'));
  fs.writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ ...LOCK.packages[''], private: true }),
  );
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(LOCK));
});
afterEach(() => registry?.close());
afterAll(() => fs.rmSync(folder, { recursive: true }));

/**
 * @param {(names: string[]) => import('./fake-registry').Reply} audits
 * @param {{ policy?: object, strict?: boolean, signatures?: () => Promise<any>, address?: string }} [options]
 */
async function audit(
  audits,
  { policy = {}, strict = false, signatures = signed({ invalid: [], missing: [] }), address } = {},
) {
  registry = await fakeRegistry(audits);
  // A cache for each: npm remembers what it has made of an advisory.
  const cache = fs.mkdtempSync(path.join(folder, 'cache-'));
  const flags = ['--fetch-retries=0', `--cache=${cache}`, `--registry=${address ?? registry.url}`];
  /** @type {string[]} */
  const lines = [];
  const code = await auditPackages({
    // The real npm, but for signatures: for these it asks an address that cannot be set.
    npm: (args) => (args[1] === 'signatures' ? signatures() : askNpm([...args, ...flags], folder)),
    policy: { ...POLICY, ...policy },
    strict,
    today: '2026-06-01',
    print: (line) => void lines.push(line),
  });
  return { code, told: lines.join('\n') };
}

describe('npm run audit', () => {
  it('ends with 0 when the registry knows of nothing', async () => {
    const { code, told } = await audit(knows({}));
    expect(code).toBe(0);
    expect(told).toContain('of what is shipped: none');
    expect(registry?.asked).toEqual([
      ['door', 'hinge'],
      ['door', 'hinge', 'tester'],
    ]);
  });

  it.each(['high', 'critical'])(
    'ends with 1 when something %s is in what is shipped, and says what to do',
    async (severity) => {
      const { code, told } = await audit(knows({ hinge: [advisory('GHSA-1', severity)] }));
      expect(code).toBe(1);
      expect(told).toContain(`of what is shipped: 1 ${severity}`);
      expect(told).toContain(`${severity}: hinge <1.2.0: It opens by itself;`);
      expect(told).toMatch(/takes one without it|1\.2\.0 is without it/);
      expect(told).toContain('https://advisories.example/GHSA-1');
    },
  );

  it('tells of what is less grave, or for development alone, and lets it pass', async () => {
    const { code, told } = await audit(
      knows({ door: [advisory('GHSA-1', 'moderate')], tester: [advisory('GHSA-2', 'critical')] }),
    );
    expect(code).toBe(0);
    expect(told).toContain('of what is shipped: 1 moderate');
    expect(told).toMatch(/of what only development needs: 1 critical\n {2}critical: tester/);
  });

  it('lets pass what was accepted with a reason, until the day that was said', async () => {
    const known = knows({ hinge: [advisory('GHSA-1', 'high')] });
    const accepting = (/** @type {object} */ changes) => ({
      policy: { acceptedAdvisories: [{ ...ACCEPTED, ...changes }] },
    });
    const accepted = await audit(known, accepting({}));
    expect(accepted.code).toBe(0);
    expect(accepted.told).toContain('accepted until 2026-06-30: GHSA-1, because: Nobody opens that door.');
    await registry?.close();
    for (const changes of [{ until: '2026-05-31' }, { because: ' ' }, { advisory: 'GHSA-2' }]) {
      expect((await audit(known, accepting(changes))).code).toBe(1);
      await registry?.close();
    }
    expect((await audit(knows({}), accepting({}))).told).toContain('nothing shipped has it any more');
  });

  it.each([404, 405, 501])(
    'says that it has asked in vain when the registry answers %d, and calls that no pass',
    async (status) => {
      const audits = () => ({ status, body: {} });
      const { code, told } = await audit(audits);
      expect(code).toBe(0);
      expect(told).toMatch(
        /^Advisories {3}skipped: the registry does not answer audits \(\d+ .*\)\. Nobody knows/,
      );
      expect(told).not.toContain('none');
      await registry?.close();
      expect((await audit(audits, { strict: true })).code).toBe(2);
    },
  );

  it.each([
    ['is broken', () => ({ status: 500, body: 'oops' }), undefined],
    ['wants to know who asks', () => ({ status: 401, body: {} }), undefined],
    ['writes what is no JSON', () => ({ status: 200, body: '<html>' }), undefined],
    ['is not there', () => ({ status: 200, body: {} }), 'http://127.0.0.1:9/'],
  ])('ends with 2 when the registry %s: that is no property of it', async (_, audits, address) => {
    const { code, told } = await audit(audits, { address });
    expect(code).toBe(2);
    expect(told).toMatch(/^Advisories {3}failed: the registry could not be asked/);
  });

  it('ends with 1 when a signature is wrong or missing, whatever else nobody knows', async () => {
    const missing = {
      invalid: [{ name: 'door', version: '1.0.0' }],
      missing: [{ name: 'hinge', version: '1.0.0' }],
    };
    const { code, told } = await audit(() => ({ status: 405, body: {} }), {
      strict: true,
      signatures: signed(missing),
    });
    expect(code).toBe(1);
    expect(told).toContain('door 1.0.0 has a wrong signature');
    expect(told).toContain('hinge 1.0.0 has no signature');
  });

  it('says when signatures cannot be checked, and lets that pass unless it is strict', async () => {
    const signatures = signed({ error: { code: 'ENOTFOUND', summary: 'no way to the keys' } });
    const { code, told } = await audit(knows({}), { signatures });
    expect(code).toBe(0);
    expect(told).toContain('Signatures   skipped: they cannot be checked here (no way to the keys).');
    await registry?.close();
    expect((await audit(knows({}), { signatures, strict: true })).code).toBe(2);
  });
});
