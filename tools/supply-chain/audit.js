const { askForAdvisories } = require('./advisories');
const { askForSignatures } = require('./signatures');

/**
 * @typedef {import('./advisories').Advisory} Advisory
 * @typedef {import('./policy').Policy} Policy
 * @typedef {{ npm: import('./advisories').Npm, policy: Policy, strict: boolean, today: string, print: (line: string) => void }} Audit
 */

/** What `npm run audit` ends with. */
const FOUND_NOTHING = 0;
const FOUND_SOMETHING = 1;
const NOBODY_KNOWS = 2;

const GRAVE = new Set(['high', 'critical']);

/** @param {Advisory} advisory */
const inWords = ({ severity, package: name, range, title, url, fix }) =>
  `  ${severity}: ${name} ${range}: ${title}; ${fix}. ${url}`;

/**
 * What is to be said of what is shipped: the grave advisories that nobody has accepted, and what is wrong with those that
 * somebody has.
 *
 * @param {Advisory[]} advisories @param {Policy} policy @param {string} today @param {(line: string) => void} print
 * @returns {Advisory[]} what must not be shipped
 */
function judge(advisories, { acceptedAdvisories }, today, print) {
  const grave = advisories.filter(({ severity }) => GRAVE.has(severity));
  const open = grave.filter(({ id }) => {
    const accepted = acceptedAdvisories.find(({ advisory }) => advisory === id);
    if (!accepted) return true;
    if (accepted.until >= today && accepted.because.trim()) {
      print(`  accepted until ${accepted.until}: ${id}, because: ${accepted.because}`);
      return false;
    }
    print(`  ${id} was accepted until ${accepted.until}: fix it now, or say anew until when and why.`);
    return true;
  });
  for (const { advisory } of acceptedAdvisories)
    if (!grave.some(({ id }) => id === advisory))
      print(`  ${advisory} is accepted in policy.json, and nothing shipped has it any more: take it out.`);
  return open;
}

/** @param {Advisory[]} advisories */
function bySeverity(advisories) {
  const counts = ['critical', 'high', 'moderate', 'low', 'info'].flatMap((severity) => {
    const count = advisories.filter((one) => one.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return counts.join(', ') || 'none';
}

/** @param {Audit} audit @returns {Promise<number>} */
async function advisories({ npm, policy, strict, today, print }) {
  const shipped = await askForAdvisories(npm, ['--omit=dev']);
  if ('silence' in shipped) {
    const { silence, why } = shipped;
    if (silence === 'does not offer it')
      print(
        `Advisories   skipped: the registry does not answer audits (${why}). Nobody knows whether there are any.`,
      );
    else
      print(
        `Advisories   failed: the registry could not be asked (${why}). Nobody knows whether there are any.`,
      );
    return strict || silence !== 'does not offer it' ? NOBODY_KNOWS : FOUND_NOTHING;
  }
  print(`Advisories   of what is shipped: ${bySeverity(shipped.advisories)}`);
  const open = judge(shipped.advisories, policy, today, print);
  open.map(inWords).forEach((line) => print(line));
  const all = await askForAdvisories(npm);
  if ('advisories' in all) {
    const isShipped = new Set(shipped.advisories.map(inWords));
    const rest = all.advisories.filter((one) => !isShipped.has(inWords(one)));
    print(`             of what only development needs: ${bySeverity(rest)}`);
    rest.map(inWords).forEach((line) => print(line));
  }
  return open.length > 0 ? FOUND_SOMETHING : FOUND_NOTHING;
}

/** @param {Audit} audit @returns {Promise<number>} */
async function signatures({ npm, strict, print }) {
  const answer = await askForSignatures(npm);
  if ('silence' in answer) {
    print(
      `Signatures   skipped: they cannot be checked here (${answer.silence}). Nobody knows whether they are right.`,
    );
    return strict ? NOBODY_KNOWS : FOUND_NOTHING;
  }
  print(
    `Signatures   ${answer.bad.length === 0 ? 'of all installed packages are right' : `${answer.bad.length} are not right`}`,
  );
  answer.bad.forEach((line) => print(`  ${line}`));
  return answer.bad.length > 0 ? FOUND_SOMETHING : FOUND_NOTHING;
}

/**
 * Asks the registry what is wrong with the packages. What is found counts for more than what nobody knows.
 *
 * @param {Audit} audit @returns {Promise<number>} the exit code
 */
async function auditPackages(audit) {
  const codes = [await advisories(audit), await signatures(audit)];
  return codes.includes(FOUND_SOMETHING) ? FOUND_SOMETHING : Math.max(...codes);
}

module.exports = { auditPackages };
