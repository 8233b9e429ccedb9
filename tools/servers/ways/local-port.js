const net = require('node:net');
const { reasonOf } = require('../way');

/** @param {number} port @returns {Promise<boolean>} whether anything accepts connections there */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', timeout: 2_000 });
    /** @param {boolean} answer */
    const answer = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false)); // refused: this is the question, not a failure
  });
}

/** @type {import('../way').Way} */
const localPort = {
  name: 'this machine',
  async find(kind) {
    if (!(await accepts(kind.defaultPort))) return { why: `nothing answers on port ${kind.defaultPort}` };
    /** @type {Set<string>} */
    const reasons = new Set();
    for (const url of kind.localUrls()) {
      try {
        await kind.greet(url);
        return { url, how: 'already running on this machine' };
      } catch (error) {
        reasons.add(reasonOf(error));
      }
    }
    const answers = [...reasons].slice(0, 2).join('; ');
    return { surprising: true, why: `port ${kind.defaultPort} answers but does not let us in (${answers})` };
  },
};

module.exports = { localPort };
