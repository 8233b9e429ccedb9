const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('../explained-error');

/** Programs, and the packages of Debian that bring them. */
const PACKAGES = {
  buildah: 'buildah',
  podman: 'podman',
  runc: 'runc',
  debootstrap: 'debootstrap',
  git: 'git',
};

/** @typedef {{ platform: string, arch: string, user: number | undefined, folders: string[] }} Machine */

/** @returns {Machine} */
function thisMachine() {
  // What root may run is often not in the PATH of who became root by `su`.
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return { platform: process.platform, arch: process.arch, user: process.getuid?.(), folders };
}

/** @param {string} program @param {string[]} folders */
function isIn(program, folders) {
  return folders.some((folder) => folder !== '' && fs.existsSync(path.join(folder, program)));
}

/**
 * @param {Machine} [machine]
 * @throws ExplainedError that names all that is missing for building an image here and running it.
 */
function checkRequirements({ platform, arch, user, folders } = thisMachine()) {
  if (platform !== 'linux' || arch !== 'x64')
    throw new ExplainedError(
      `npm run image needs Linux on x64, and this is ${platform} on ${arch}. With Docker: docker build -f docker/Dockerfile --build-arg APP=orders .`,
    );
  const missing = Object.entries(PACKAGES).filter(([program]) => !isIn(program, folders));
  const wrong = [
    ...(missing.length > 0
      ? [`These are missing: apt-get install ${missing.map(([, name]) => name).join(' ')}`]
      : []),
    ...(user === 0 ? [] : ['debootstrap and containers with limits need root: sudo npm run image']),
  ];
  if (wrong.length > 0) throw new ExplainedError(`npm run image cannot run here.\n${wrong.join('\n')}`);
}

module.exports = { checkRequirements };
