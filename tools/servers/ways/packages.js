const { installDebianPackages } = require('./install-debian-packages');
const { startInstalled } = require('./private');

/** @type {import('../way').Way} */
const distributionPackages = {
  name: 'packages',
  async find(kind, progress) {
    const whyNot = await installDebianPackages(kind.packages, progress);
    if (whyNot) return whyNot;
    progress.update('starting a private instance');
    const outcome = await startInstalled(kind);
    return 'url' in outcome
      ? { ...outcome, how: `${outcome.how}, after apt-get install ${kind.packages.join(' ')}` }
      : outcome;
  },
};

module.exports = { distributionPackages };
