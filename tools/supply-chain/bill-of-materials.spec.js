const { repository } = require('../repository');
const { billOfMaterials } = require('./bill-of-materials');
const { lockFileOf, packagesOf } = require('./lock-file');

jest.setTimeout(60_000);

/** @param {import('./lock-file').Package} found */
const nameOf = ({ name, version }) => `${name}@${version}`;
/** @param {string[]} names */
const sorted = (names) => [...new Set(names)].sort();
/** @param {string | undefined} integrity */
const hexOf = (integrity = '') => Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');

const packages = packagesOf(lockFileOf(repository));
const shipped = packages.filter(({ dev }) => !dev);

describe('the bill of materials in CycloneDX', () => {
  /** @type {any} */
  let bill;
  beforeAll(async () => {
    bill = await billOfMaterials(repository, 'cyclonedx', { SOURCE_DATE_EPOCH: '1767225600' });
  });

  it('is of this application, in the form that it says', () => {
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.stringMatching(/^1\.\d$/),
      version: 1,
    });
    expect(bill.metadata.component).toMatchObject({
      name: 'warren',
      type: 'application',
      purl: 'pkg:npm/warren@0.1.0',
    });
  });

  it('has every package that is shipped, and none that is only for development', () => {
    const names = bill.components.map((/** @type {any} */ { name, version }) => `${name}@${version}`);
    expect(sorted(names)).toEqual(sorted(shipped.map(nameOf)));
    expect(names.join()).toMatch(/(^|,)@nestjs\/core@/); // which npm's own --omit leaves out
    expect(names.join()).not.toMatch(/(^|,)(jest|eslint|webpack|@swc\/core)@/);
  });

  it('tells of each where it is from, its licence and its digest', () => {
    const digests = new Set(shipped.map(({ integrity }) => hexOf(integrity)));
    for (const { name, version, purl, licenses, hashes } of bill.components) {
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      expect({ name, licenses }).toEqual({ name, licenses: [expect.anything()] });
      expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.any(String) }]);
      expect(digests).toContain(hashes[0].content);
    }
  });

  it('names no registry, no folder and nothing else of the machine on which it was made', () => {
    expect(JSON.stringify(bill)).not.toMatch(/https?:\/\/(?!cyclonedx\.org)|file:/);
    expect(JSON.stringify(bill)).not.toContain(repository);
  });

  it('is the same when it is made again, at the time that SOURCE_DATE_EPOCH says', async () => {
    expect(bill.metadata.timestamp).toBe('2026-01-01T00:00:00.000Z');
    expect(bill.serialNumber).toMatch(
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    const later = await billOfMaterials(repository, 'cyclonedx', { SOURCE_DATE_EPOCH: '1767225601' });
    expect(later.serialNumber).toBe(bill.serialNumber);
    expect({ ...later, metadata: undefined }).toEqual({ ...bill, metadata: undefined });
  });
});

describe('the bill of materials in SPDX', () => {
  it('has the same packages with licences and digests, and can be repeated', async () => {
    const env = { SOURCE_DATE_EPOCH: '1767225600' };
    const [bill, again] = [
      await billOfMaterials(repository, 'spdx', env),
      await billOfMaterials(repository, 'spdx', env),
    ];
    expect(again).toEqual(bill);
    expect(bill).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      creationInfo: { created: '2026-01-01T00:00:00.000Z' },
    });
    const [own, ...others] = bill.packages;
    expect(own.name).toBe('warren');
    const names = others.map((/** @type {any} */ one) => `${one.name}@${one.versionInfo}`);
    expect(sorted(names)).toEqual(sorted(shipped.map(nameOf)));
    for (const { name, licenseDeclared, checksums } of others) {
      expect({ name, licenseDeclared }).not.toEqual({ name, licenseDeclared: 'NOASSERTION' });
      expect(checksums).toEqual([{ algorithm: 'SHA512', checksumValue: expect.any(String) }]);
    }
  });
});

it('a time that is none stops it', async () => {
  const wrong = billOfMaterials(repository, 'cyclonedx', { SOURCE_DATE_EPOCH: 'yesterday' });
  await expect(wrong).rejects.toThrow('SOURCE_DATE_EPOCH must be seconds since 1970');
});
