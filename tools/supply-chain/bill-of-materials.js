const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ExplainedError } = require('../explained-error');
const { askNpm } = require('../npm-program');
const { licenseOf, NONE } = require('./licenses');
const { lockFileOf, packagesOf } = require('./lock-file');

/** @typedef {'cyclonedx' | 'spdx'} Format */

/**
 * A repository that ships what this one ships, and has nothing else: `npm sbom --omit=dev` leaves out whatever a
 * development package requires, whoever else requires it: two thirds of what is shipped (npm 11.19).
 *
 * @param {string} root @param {string} temporary folder into which it is written @returns {string} where
 */
function writeShipped(root, temporary) {
  const lock = lockFileOf(root);
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { devDependencies: _, workspaces: __, ...shipped } = manifest;
  const packages = packagesOf(lock)
    .filter(({ dev }) => !dev)
    .map((found) => {
      const license = licenseOf(root, found); // of what the lock file does not say, too
      return [found.place, { ...lock.packages[found.place], ...(license !== NONE && { license }) }];
    });
  const folder = path.join(temporary, path.basename(shipped.name)); // npm calls what it describes like its folder
  fs.mkdirSync(folder);
  const text = JSON.stringify({ ...lock, packages: { '': shipped, ...Object.fromEntries(packages) } });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(shipped));
  fs.writeFileSync(path.join(folder, 'package-lock.json'), text);
  return folder;
}

/** An id that is another one when the content is. @param {string} content */
function uuidOf(content) {
  const digits = createHash('sha256').update(content).digest('hex');
  const variant = '89ab'[parseInt(digits[16] ?? '0', 16) % 4];
  return [
    ...[digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`],
    ...[`${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)],
  ].join('-');
}

/**
 * npm gives each bill a random id and the time of its making. The same packages are to have the same bill: the id follows
 * from the content, and the time is that of SOURCE_DATE_EPOCH, if that is set.
 *
 * @param {Format} format @param {any} bill @param {Date} time
 */
function settle(format, bill, time) {
  const timestamp = time.toISOString();
  if (format === 'cyclonedx') {
    const metadata = { ...bill.metadata, timestamp: undefined };
    const id = uuidOf(JSON.stringify({ ...bill, serialNumber: undefined, metadata }));
    return { ...bill, serialNumber: `urn:uuid:${id}`, metadata: { ...metadata, timestamp } };
  }
  const creationInfo = { ...bill.creationInfo, created: undefined };
  const id = uuidOf(JSON.stringify({ ...bill, documentNamespace: undefined, creationInfo }));
  const documentNamespace = bill.documentNamespace.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, id);
  return { ...bill, documentNamespace, creationInfo: { ...creationInfo, created: timestamp } };
}

/** @param {NodeJS.ProcessEnv} env */
function timeOfBuild({ SOURCE_DATE_EPOCH: seconds }) {
  if (!seconds) return new Date();
  if (/^\d{1,11}$/.test(seconds)) return new Date(Number(seconds) * 1_000);
  throw new ExplainedError(
    `SOURCE_DATE_EPOCH must be seconds since 1970, like 1767225600, not "${seconds}".`,
  );
}

/**
 * The bill of materials (SBOM) of what every image has in node_modules: all services share one package.json, so there is one.
 *
 * @param {string} root @param {Format} format @param {NodeJS.ProcessEnv} [env] @returns {Promise<any>}
 */
async function billOfMaterials(root, format, env = process.env) {
  const time = timeOfBuild(env);
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-sbom-'));
  try {
    const folder = writeShipped(root, temporary);
    const flags = [`--sbom-format=${format}`, '--sbom-type=application', '--package-lock-only'];
    const { code, stdout, stderr } = await askNpm(['sbom', ...flags], folder);
    if (code !== 0)
      throw new ExplainedError('npm sbom could not describe the packages. It needs npm 10 or newer.', {
        details: stderr,
      });
    return settle(format, JSON.parse(stdout), time);
  } finally {
    fs.rmSync(temporary, { recursive: true });
  }
}

module.exports = { billOfMaterials };
