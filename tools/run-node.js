const { spawn } = require('node:child_process');
const { passSignal } = require('./pass-signal');
const { repository } = require('./repository');

/**
 * Runs a Node.js program on this terminal.
 *
 * @param {string[]} args
 * @param {{ databaseUrl?: string, rabbitmqUrl?: string }} addresses for the program, as DATABASE_URL and RABBITMQ_URL
 * @param {import('./lifetime').Lifetime} lifetime
 * @returns {Promise<number>} its exit code
 */
function runNode(args, { databaseUrl, rabbitmqUrl }, lifetime) {
  const child = spawn(process.execPath, args, {
    cwd: repository,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      ...(rabbitmqUrl && { RABBITMQ_URL: rabbitmqUrl }),
    },
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
  void lifetime.interruption.then((signal) => passSignal(child, signal));
  // Its servers must not be stopped before it has ended.
  lifetime.onEnd(async () => void (await ended));
  return ended;
}

module.exports = { runNode };
