const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('../../explained-error');
const { breaksBetween } = require('./breaking');
const { SCHEMAS } = require('./schema');

const ADVICE =
  'All that a published version may get is a field that may be absent. Take the change back, and make it in a new version ' +
  '(docs/extending.md, "An event"). Of a version that was never published, delete the file in libs/contracts/schemas, and run npm run docs.';

/**
 * What the contracts break of what was published. The schema that lies in the repository is what was agreed on: it is written anew only
 * by changes that break nobody.
 *
 * @param {string} root
 * @param {import('./schema').Published[]} published
 * @returns {string[]}
 */
function broken(root, published) {
  const breaks = published.flatMap((one) => brokenBy(one, agreedOn(root, one.place)));
  return [
    ...breaks,
    ...(breaks.length > 0 ? [ADVICE] : []),
    ...withoutClass(root, new Set(published.map(({ place }) => place))),
  ];
}

/** @param {import('./schema').Published} published @param {import('./fields').JsonSchema | undefined} before */
function brokenBy({ contract, type, schema }, before) {
  const breaks = before ? breaksBetween(before, schema) : [];
  if (breaks.length === 0) return [];
  const head = `${contract.file}: ${contract.name} breaks ${type}, which is published:`;
  return [[head, ...breaks.map((one) => `  ${one}`)].join('\n')];
}

/** @param {string} root @param {string} place @returns {import('./fields').JsonSchema | undefined} */
function agreedOn(root, place) {
  const file = path.join(root, place);
  if (!fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ExplainedError(
      `${place} is not JSON. Get it back as it was committed: git checkout -- ${place}`,
      { cause },
    );
  }
}

/** @param {string} root @param {Set<string>} known */
function withoutClass(root, known) {
  const folder = path.join(root, SCHEMAS);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${SCHEMAS}/${file.split(path.sep).join('/')}`)
    .filter((place) => place.endsWith('.json') && !known.has(place))
    .sort()
    .map(
      (place) =>
        `${place} is agreed on, and no class declares it any more. Put the class back; or, when nobody publishes that version and no ` +
        'queue, outbox or replay holds an event of it, delete the file.',
    );
}

module.exports = { broken };
