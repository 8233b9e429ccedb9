const fs = require('node:fs');
const path = require('node:path');
const { runningContainer } = require('../servers/ways/compose');

/** @typedef {import('../servers/server-kind').ServerKind} ServerKind */

/**
 * Where the server is that `npm start` has found or started. Starts none: an operation on a server that has just been
 * started would tell of an empty one. Where none runs it is the usual address, and the service says that nobody answers there.
 *
 * @param {ServerKind} kind @returns {Promise<string>}
 */
async function runningServer(kind) {
  const set = process.env[kind.variable];
  if (set) return set;
  for (const find of [onThisMachine, inContainer, privately]) {
    const url = await find(kind);
    if (url) return url;
  }
  return kind.localUrls()[0] ?? kind.example;
}

/** @param {ServerKind} kind */
async function onThisMachine(kind) {
  for (const url of kind.localUrls()) if (await answers(kind, url)) return url;
  return undefined;
}

/** @param {ServerKind} kind */
const inContainer = (kind) => runningContainer(kind);

/** @param {ServerKind} kind */
async function privately(kind) {
  if (!kind.isInstalled()) return undefined;
  const state = path.join(kind.privateFolder(), 'state.json');
  if (!fs.existsSync(state)) return undefined;
  const { url } = JSON.parse(fs.readFileSync(state, 'utf8'));
  return (await answers(kind, url)) ? url : undefined;
}

/** @param {ServerKind} kind @param {string} url */
function answers(kind, url) {
  return kind.greet(url).then(
    () => true,
    () => false, // the question is only whether: the service says why
  );
}

module.exports = { runningServer };
