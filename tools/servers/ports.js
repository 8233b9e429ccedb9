const net = require('node:net');

// Below the ports that systems give to outgoing connections (Linux from 32768, macOS and Windows from 49152): a
// port from there could be taken by any connection between our asking and the server's start.
const LOWEST = 20_000;
const HIGHEST = 32_000;
const LOOPBACK = '127.0.0.1';

/** @param {number} port @param {string} [host] @returns {Promise<net.Server>} */
function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host }, () => resolve(server));
  });
}

/** @param {number} port @param {string} [host] @returns {Promise<net.Server | undefined>} undefined: taken */
async function tryToListen(port, host) {
  try {
    return await listen(port, host);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
}

/** @param {net.Server} server @returns {Promise<void>} */
const close = (server) => new Promise((resolve) => server.close(() => resolve()));

/**
 * As many different free ports as asked for: all are held open until the last one is known.
 *
 * @param {number} count @param {{ everywhere?: boolean }} [options] everywhere: free on all addresses, not only on the loopback
 * @returns {Promise<number[]>}
 */
async function freePorts(count, { everywhere = false } = {}) {
  /** @type {Map<number, net.Server>} */
  const held = new Map();
  while (held.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const server = held.has(port) ? undefined : await tryToListen(port, everywhere ? undefined : LOOPBACK);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map(close));
  return [...held.keys()];
}

/**
 * Whether a program could listen on the port now.
 *
 * @param {number} port @param {{ everywhere?: boolean }} [options] everywhere: on all addresses, not only the loopback
 */
async function isFree(port, { everywhere = false } = {}) {
  const server = await tryToListen(port, everywhere ? undefined : LOOPBACK);
  if (server) await close(server);
  return server !== undefined;
}

/**
 * Whether a server listens on the port. Asks by connecting: a program that is just starting would find the port taken
 * by {@link isFree} asking.
 *
 * @param {number} port @returns {Promise<boolean>}
 */
function isListening(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: LOOPBACK });
    const answer = (/** @type {boolean} */ listening) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

module.exports = { freePorts, isFree, isListening };
