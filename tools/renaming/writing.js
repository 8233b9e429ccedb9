const fs = require('node:fs');
const path = require('node:path');

/** @typedef {import('./changes').Change} Change */

/**
 * Writes the changes, and has done what follows from them; where either fails, every file is again as it was.
 *
 * @param {string} root @param {import('./files').File[]} files all of them, as they were @param {Change[]} changes
 * @param {() => Promise<void>} afterwards
 */
async function writeAll(root, files, changes, afterwards) {
  try {
    changes.forEach((change) => write(root, change));
    await afterwards();
  } catch (error) {
    changes.filter(isMoved).forEach(({ place }) => remove(root, place));
    files.forEach((file) => restore(root, file));
    throw error;
  }
}

/** @param {Change} change */
const isMoved = ({ file, place }) => file.place !== place;

/** @param {string} root @param {Change} change */
function write(root, change) {
  const { file, place, bytes } = change;
  put(path.join(root, place), bytes, file.mode);
  if (isMoved(change)) remove(root, file.place);
}

/** @param {string} file @param {Buffer} bytes @param {number} mode */
function put(file, bytes, mode) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  fs.chmodSync(file, mode);
}

/** Folders that are left empty go with the file, as git sees it. @param {string} root @param {string} place */
function remove(root, place) {
  fs.rmSync(path.join(root, place), { force: true });
  for (let folder = path.dirname(place); folder !== '.'; folder = path.dirname(folder)) {
    const full = path.join(root, folder);
    if (!fs.existsSync(full) || fs.readdirSync(full).length > 0) return;
    fs.rmdirSync(full);
  }
}

/** @param {string} root @param {import('./files').File} file */
function restore(root, { place, bytes, mode }) {
  const file = path.join(root, place);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
  put(file, bytes, mode);
}

module.exports = { writeAll };
