const { spawn } = require('node:child_process');

/** npm, as the one that runs us (its path is in the environment then), else the one in PATH. */
function npmProgram() {
  const { npm_execpath: running } = process.env;
  return running?.endsWith('.js')
    ? { program: process.execPath, args: [running] }
    : { program: 'npm', args: [] };
}

/**
 * What npm writes, whether it succeeds or not: many of its answers are those of a failure.
 *
 * @param {string[]} args @param {string} folder in which it runs
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function askNpm(args, folder) {
  const { program, args: first } = npmProgram();
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

module.exports = { askNpm, npmProgram };
