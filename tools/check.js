// npm run check: everything that can be known about the code without running it, quickest first.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { emptyNames, registryAddresses } = require('./check/files');
const { ExplainedError } = require('./explained-error');
const { seconds } = require('./output/seconds');
const { step } = require('./output/step');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');
const { looseImages } = require('./supply-chain/images');
const { lockFileOf } = require('./supply-chain/lock-file');
const { policy } = require('./supply-chain/policy');
const { looseVersions, withoutDigest } = require('./supply-chain/versions');

/** @typedef {{ code: number, output: string }} Result */

/** @param {string[]} args of node @returns {Promise<Result>} */
function node(...args) {
  return new Promise((resolve, reject) => {
    const colours = process.stdout.isTTY && process.stdout.hasColors() ? { FORCE_COLOR: '1' } : {};
    const child = spawn(process.execPath, args, { cwd: repository, env: { ...process.env, ...colours } });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: output.trimEnd() }));
  });
}

/** @param {string[]} problems @returns {Promise<Result>} */
const found = async (problems) => ({ code: problems.length > 0 ? 1 : 0, output: problems.join('\n') });

/** @param {string} name of a program in node_modules */
const program = (name) => path.join(repository, 'node_modules', '.bin', name);

/** @type {{ label: string, what: string, run: () => Promise<Result>, advice?: string }[]} */
const STEPS = [
  { label: 'Names', what: 'files and folders say what is in them', run: () => found(emptyNames(repository)) },
  {
    label: 'Lock file',
    what: 'no registry addresses',
    run: () => found(registryAddresses(fs.readFileSync(path.join(repository, 'package-lock.json'), 'utf8'))),
  },
  {
    label: 'Versions',
    what: 'exact, of packages and images, and with digests',
    run: () => {
      const lock = lockFileOf(repository);
      return found([
        ...looseVersions(repository, lock),
        ...withoutDigest(lock, policy),
        ...looseImages(repository),
      ]);
    },
  },
  {
    label: 'Licences',
    what: 'allowed, of all packages',
    run: () => node(path.join(repository, 'tools', 'licenses.js')),
  },
  {
    label: 'Map',
    what: 'the documents say what the code says, nobody waits in vain, and no published contract is broken',
    run: () => node(path.join(repository, 'tools', 'docs.js'), '--check'),
  },
  {
    label: 'Format',
    what: 'as prettier writes it',
    run: () => node(program('prettier'), '--check', '--log-level=warn', '.'),
    advice: 'npm run format writes it so.',
  },
  {
    label: 'Directions',
    what: 'imports point the right way, without cycles',
    run: () => node(path.join(repository, 'tools', 'check', 'directions.js')),
  },
  {
    label: 'Types',
    what: 'tsc, tests and tools included',
    run: () => node(program('tsc'), '--noEmit', '-p', '.'),
  },
  { label: 'Lint', what: 'eslint', run: () => node(program('eslint'), '.') },
];

void runTool(async (lifetime) => {
  for (const { label, what, run, advice } of STEPS) {
    const line = step(label);
    line.update(what);
    const started = Date.now();
    const { code, output } = await run();
    lifetime.check();
    if (code !== 0) {
      line.fail(what);
      throw new ExplainedError(`${label} failed.${advice ? ` ${advice}` : ''}`, { details: output });
    }
    line.done(`${what} (${seconds(Date.now() - started)})`);
  }
  return 0;
});
