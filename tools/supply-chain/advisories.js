/**
 * @typedef {(args: string[]) => Promise<{ code: number, stdout: string, stderr: string }>} Npm
 * @typedef {{ id: string, package: string, range: string, severity: string, title: string, url: string, fix: string }} Advisory
 * @typedef {'does not offer it' | 'cannot be asked'} Silence the first is a property of the registry, the second trouble
 * @typedef {{ advisories: Advisory[] } | { silence: Silence, why: string }} Answer
 */

/** Registries without audits, and proxies that pass on packages only, say so like this. */
const NOT_OFFERED = new Map([
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [501, 'Not Implemented'],
]);

/** @param {string} name @param {boolean | { name: string, version: string, isSemVerMajor: boolean } | undefined} fix */
function fixIn(name, fix) {
  if (!fix) return 'there is no version without it yet';
  if (fix === true) return `\`npm update ${name}\` takes one without it`;
  return `${fix.name} ${fix.version} is without it${fix.isSemVerMajor ? ' (a new major version)' : ''}`;
}

/**
 * Each advisory once, however many packages it reaches through those that they need.
 *
 * @param {{ vulnerabilities: Record<string, { via: (string | any)[], fixAvailable?: any }> }} report of npm
 * @returns {Advisory[]}
 */
function advisoriesIn({ vulnerabilities }) {
  /** @type {Map<string, Advisory>} */
  const found = new Map();
  for (const { via, fixAvailable } of Object.values(vulnerabilities))
    for (const cause of via) {
      if (typeof cause === 'string') continue; // the name of a package that has an entry of its own
      const { url, name, range, severity, title } = cause;
      const id = String(url).split('/').pop() ?? '';
      found.set(`${id} ${name} ${range}`, {
        ...{ id, package: name, range, severity, title, url, fix: fixIn(name, fixAvailable) },
      });
    }
  return [...found.values()];
}

/**
 * What the registry knows of the packages in the lock file. That it says nothing is an answer of its own: it never means
 * that there is nothing.
 *
 * @param {Npm} npm @param {string[]} [flags] @returns {Promise<Answer>}
 */
async function askForAdvisories(npm, flags = []) {
  const { stdout, stderr } = await npm(['audit', '--json', ...flags]);
  const told = parsed(stdout);
  if (told?.auditReportVersion === 2 && told.vulnerabilities) return { advisories: advisoriesIn(told) };
  const status = NOT_OFFERED.get(told?.statusCode);
  if (status) return { silence: 'does not offer it', why: `${told.statusCode} ${status}` };
  const why = told?.message || told?.error?.summary || stderr.trim().split('\n').pop() || 'npm said nothing';
  return { silence: 'cannot be asked', why };
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

module.exports = { askForAdvisories, parsed };
