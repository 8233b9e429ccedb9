const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const SCRIPT = path.join(__dirname, 'install-packages.sh');

/** @returns {string[] | undefined} what to put before a command to run it as root, undefined where that is not possible */
function asRoot() {
  if (os.userInfo().uid === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** @param {string[]} command @param {(line: string) => void} onLine @returns {Promise<string | undefined>} its output if it failed */
function run([program = '', ...args], onLine) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk.toString();
      onLine(output.trimEnd().split('\n').pop() ?? '');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : output));
  });
}

/**
 * Installs packages of Debian or Ubuntu for their programs; services that belong to them stay off.
 *
 * @param {string[]} packages @param {import('../way').Progress} progress
 * @returns {Promise<import('../way').NotFound | undefined>} why that is not possible; undefined when they are installed
 */
async function installDebianPackages(packages, progress) {
  if (!fs.existsSync('/etc/debian_version'))
    return { why: 'packages are installed on Debian and Ubuntu only' };
  const root = asRoot();
  if (!root) return { why: 'installing packages needs root, or sudo without a password' };
  const names = packages.join(' ');
  progress.update(`installing ${names}`);
  const failure = await run([...root, '/bin/sh', SCRIPT, ...packages], (line) =>
    progress.update(`installing ${names}: ${line}`),
  );
  if (failure === undefined) return undefined;
  return { surprising: true, why: `apt-get install ${names} failed:\n${failure.trimEnd()}` };
}

module.exports = { installDebianPackages };
