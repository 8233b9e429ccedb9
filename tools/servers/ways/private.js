const path = require('node:path');
const { repository } = require('../../repository');
const { joinSharedInstance } = require('../shared-instance');
const { reasonOf } = require('../way');

/**
 * Starts a server of the installed programs, or joins the one that is running already.
 *
 * @param {import('../server-kind').ServerKind} kind @returns {Promise<import('../way').Found | import('../way').NotFound>}
 */
async function startInstalled(kind) {
  try {
    const { url, folder, joined, leave } = await joinSharedInstance(kind);
    const inside = path.relative(repository, folder);
    const place = inside.startsWith('..') ? folder : inside;
    return { url, how: `private instance in ${place}${joined ? ', still running' : ''}`, stop: leave };
  } catch (error) {
    return { surprising: true, why: `a private instance could not be started (${reasonOf(error)})` };
  }
}

/** @type {import('../way').Way} */
const privateInstance = {
  name: 'private instance',
  async find(kind, progress) {
    if (!kind.isInstalled()) return { why: `${kind.name} is not installed on this machine` };
    progress.update('starting a private instance');
    return startInstalled(kind);
  },
};

module.exports = { privateInstance, startInstalled };
