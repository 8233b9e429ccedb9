/**
 * What may come in, as people have decided it: policy.json. docs/supply-chain.md says when an entry is right.
 *
 * @typedef {{ package: string, license: string, because: string }} LicenseException
 * @typedef {{ packages: string, because: string }} OtherPlatforms packages: how their names begin
 * @typedef {{ advisory: string, until: string, because: string }} AcceptedAdvisory until: a day, `2026-12-31`
 * @typedef {{
 *   allowedLicenses: string[], licenseExceptions: LicenseException[],
 *   otherPlatforms: OtherPlatforms[], acceptedAdvisories: AcceptedAdvisory[],
 * }} Policy
 */

/** @type {Policy} */
const policy = require('./policy.json');

/**
 * Whether a package is a build for another platform of which the lock file knows nothing but the version. What is shipped
 * is none: its platform is ours.
 *
 * @param {import('./lock-file').Package} found @param {OtherPlatforms[]} otherPlatforms
 */
function isUnseen({ name, dev, optional, os, integrity, license }, otherPlatforms) {
  if (!dev || !optional || !os || integrity || license) return false;
  return otherPlatforms.some(({ packages, because }) => because.trim() !== '' && name.startsWith(packages));
}

module.exports = { isUnseen, policy };
