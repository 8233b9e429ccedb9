/**
 * Tells a child what we were told. Ctrl-C on a terminal reaches it by itself, any other signal only us.
 *
 * @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal
 */
function passSignal(child, signal) {
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
}

module.exports = { passSignal };
