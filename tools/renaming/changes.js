const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('../explained-error');
const { NAMED_IN, withTitle } = require('./current-name');
const { formatted } = require('./formatted');
const { isLeftAlone } = require('./left-alone');
const { LOCK_FILE, renamedLockFile } = require('./lock-file');
const { renamedText } = require('./renamed-text');

/**
 * @typedef {object} Change of one file
 * @property {import('./files').File} file as it is
 * @property {string} place where it will be
 * @property {Buffer} bytes what will be in it
 *
 * @typedef {{ from: import('./spellings').Spellings, to: import('./spellings').Spellings, title?: string }} Names
 *   title: where it does not follow from the name
 */

/**
 * What a renaming changes; nothing is written.
 *
 * @param {string} root @param {import('./files').File[]} files @param {Names} names
 * @returns {Promise<Change[]>}
 * @throws {ExplainedError} where it cannot be done as a whole
 */
async function changesOf(root, files, names) {
  const texts = files.flatMap(({ place, text }) => {
    if (text === undefined || isLeftAlone(place)) return [];
    const renamed = renamedFile(place, text, names);
    return renamed === text ? [] : [{ place, text: renamed }];
  });
  const written = await formatted(root, texts);
  const bytesOf = new Map(texts.map(({ place }, at) => [place, Buffer.from(written[at] ?? '')]));
  return files.flatMap((file) => {
    const place = isLeftAlone(file.place) ? file.place : renamedText(file.place, names);
    const bytes = bytesOf.get(file.place) ?? file.bytes;
    if (place !== file.place) refuseOccupied(root, place);
    return place === file.place && bytes.equals(file.bytes) ? [] : [{ file, place, bytes }];
  });
}

/** @param {string} place @param {string} text @param {Names} names */
function renamedFile(place, text, names) {
  if (place === LOCK_FILE) return renamedLockFile(text, names);
  const renamed = renamedText(text, names, place);
  return place === NAMED_IN ? withTitle(renamed, names.title) : renamed;
}

/** @param {string} root @param {string} place */
function refuseOccupied(root, place) {
  if (!fs.existsSync(path.join(root, place))) return;
  throw new ExplainedError(`There is a ${place} already, which git does not know. Move it out of the way.`);
}

module.exports = { changesOf };
