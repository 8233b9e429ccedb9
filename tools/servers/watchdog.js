const { spawn } = require('node:child_process');

// Reads until the program that started it is gone, however that ended, then leaves nothing of the server behind.
const SCRIPT = `
cat > /dev/null
for file in "$0"/*.pid; do
  pid=$(cat "$file") && kill -9 "-$pid"
done
while rm -rf "$0"; [ -e "$0" ]; do sleep 1; done
`;

/**
 * A private server of a test must not outlive the test run, not even one that was killed with SIGKILL: a small
 * shell waits on a pipe that the system closes when this process ends.
 *
 * @param {string} folder the server's folder, with its *.pid files
 * @returns {{ dismiss(): void }}
 */
function watchOver(folder) {
  const child = spawn('/bin/sh', ['-c', SCRIPT, folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  /** @type {import('node:net').Socket} */ (child.stdin).unref();
  return {
    dismiss() {
      child.kill('SIGKILL');
      child.stdin.destroy();
    },
  };
}

module.exports = { watchOver };
