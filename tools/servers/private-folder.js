const { createHash } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { repository } = require('../repository');

/**
 * The git-ignored folder in which private servers live. PostgreSQL refuses to run as root and is then run as a
 * user that may not be allowed into the repository (a clone under /root, say): that user gets a folder of this
 * repository in the system's temporary folder.
 *
 * @param {{ uid: number, gid: number }} [user] who must be able to work in it, when not the current user
 */
function warrenFolder(user) {
  const inside = path.join(repository, '.warren');
  fs.mkdirSync(inside, { recursive: true });
  if (user === undefined || mayEnter(user, inside)) return inside;
  const mark = createHash('sha256').update(repository).digest('hex').slice(0, 8);
  const outside = path.join(os.tmpdir(), `warren-${mark}`);
  fs.mkdirSync(outside, { recursive: true });
  // Anybody may write there: a folder that somebody else has put in our way is not ours to use.
  if (fs.lstatSync(outside).uid !== os.userInfo().uid) throw new Error(`${outside} belongs to another user`);
  return outside;
}

/** @param {{ uid: number, gid: number }} user @param {string} folder */
function mayEnter(user, folder) {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' }).status === 0;
}

/**
 * A new folder for one private server. @param {string} kind
 * @param {{ uid: number, gid: number }} [user]
 */
function temporaryFolder(kind, user) {
  return fs.mkdtempSync(path.join(warrenFolder(user), `${kind}-`));
}

/** @param {string} folder @param {{ uid: number, gid: number }} [user] */
function makeFolder(folder, user) {
  fs.mkdirSync(folder, { recursive: true });
  if (user) fs.chownSync(folder, user.uid, user.gid);
  return folder;
}

/** The last lines of a server's log, for error messages. @param {string} file @param {number} [count] */
function lastLines(file, count = 15) {
  if (!fs.existsSync(file)) return '(no log was written)';
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

module.exports = { warrenFolder, temporaryFolder, makeFolder, lastLines };
