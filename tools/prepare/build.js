const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { withLock } = require('../lock');
const { seconds } = require('../output/seconds');
const { step } = require('../output/step');
const { repository } = require('../repository');
const { services } = require('../services');
const { runProgram } = require('./run-program');

const SOURCES = ['apps', 'libs', 'nest-cli.json', 'tsconfig.json', 'webpack.config.js', 'package-lock.json'];
const NOT_BUILT = /\.(spec|int-spec|e2e-spec)\.ts$|\.(md|http)$|\/test\/|^libs\/schematics\//;
/** Each holds all the types of an application in memory. */
const MOST_PROCESSES = 4;
const DIGEST_FILE = path.join(repository, 'dist', '.built-from');

/** @param {string} place relative to the repository @returns {string[]} files, relative too */
function filesIn(place) {
  const full = path.join(repository, place);
  if (!fs.existsSync(full)) return [];
  if (fs.statSync(full).isFile()) return NOT_BUILT.test(place) ? [] : [place];
  return fs
    .readdirSync(full)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
}

/** One number for all that the build reads: contents, not times, which a checkout changes. */
function digestOfSources() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of SOURCES.flatMap(filesIn)) {
    hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(repository, file)));
  }
  return hash.digest('hex');
}

/** @param {string} service */
const entryOf = (service) => path.join(repository, 'dist', 'apps', service, 'main.js');

/** @param {string} [digest] of the sources */
function isBuilt(digest = digestOfSources()) {
  const built = fs.existsSync(DIGEST_FILE) ? fs.readFileSync(DIGEST_FILE, 'utf8') : '';
  return built === digest && services.every(({ name }) => fs.existsSync(entryOf(name)));
}

/** @param {(count: number) => void} onBuilt called with how many applications are built so far */
async function buildAll(onBuilt) {
  if (isBuilt()) return;
  await buildOnly(
    services.map(({ name }) => name),
    onBuilt,
  );
}

/**
 * Builds some services, and takes the others for built: whoever calls it has put them there.
 *
 * @param {string[]} names @param {(count: number) => void} [onBuilt] called with how many applications are built so far
 */
async function buildOnly(names, onBuilt) {
  const digest = digestOfSources();
  fs.rmSync(DIGEST_FILE, { force: true });
  let built = 0;
  const ended = await Promise.allSettled(
    shares(names).map((share) => buildSome(share, () => onBuilt?.((built += 1)))),
  );
  for (const share of ended) if (share.status === 'rejected') throw share.reason;
  fs.writeFileSync(DIGEST_FILE, digest);
}

/** Nest builds one after the other, and each mostly computes: a process for each core. @param {string[]} names */
function shares(names) {
  const count = Math.min(os.availableParallelism(), MOST_PROCESSES, names.length);
  return Array.from({ length: count }, (_, share) => names.filter((_name, index) => index % count === share));
}

/** @param {string[]} names @param {() => void} onBuilt called after each */
function buildSome(names, onBuilt) {
  const nest = require.resolve('@nestjs/cli/bin/nest.js');
  return runProgram(process.execPath, [nest, 'build', ...names], {
    cwd: repository,
    onLine: (text) => text.includes('compiled successfully') && onBuilt(),
    failure: 'The build failed',
  });
}

/**
 * Builds every service, unless nothing has changed since the last time.
 *
 * @param {(label: string) => import('../output/step').Step} [begin] where it is told
 */
async function build(begin = step) {
  const line = begin('Build');
  try {
    const names = services.map(({ name }) => name).join(', ');
    if (isBuilt(digestOfSources())) return line.done(`${names}: up to date`);
    const started = Date.now();
    line.update(names);
    await withLock(path.join(repository, '.warren', 'build.lock'), 'building', () =>
      buildAll((count) => line.update(`${names}: ${count} of ${services.length} done`)),
    );
    line.done(`${names} in ${seconds(Date.now() - started)}`);
  } catch (error) {
    line.fail('failed');
    throw error;
  }
}

module.exports = { build, buildOnly, entryOf, isBuilt };
