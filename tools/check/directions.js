// node tools/check/directions.js [root]: which imports point the wrong way? Its rules are in .dependency-cruiser.js.
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');
const rules = require('../../.dependency-cruiser.js');

const FOLDERS = ['apps', 'libs', 'tools', 'bench'];

/**
 * @typedef {{ from: string, to: string, rule: { name: string }, cycle?: { name: string }[] }} Violation
 */

/** @param {Violation} violation */
function describe({ from, to, cycle }) {
  return cycle ? `${from}\n${cycle.map(({ name }) => `    → ${name}`).join('\n')}` : `${from}\n    → ${to}`;
}

/** Grouped by rule, each with why it exists. @param {Violation[]} violations */
function report(violations) {
  return (rules.forbidden ?? [])
    .map(({ name = '', comment = '' }) => ({
      name,
      comment,
      broken: violations.filter(({ rule }) => rule.name === name),
    }))
    .filter(({ broken }) => broken.length > 0)
    .map(
      ({ name, comment, broken }) =>
        `${name}: ${comment}\n\n${broken.map((one) => `  ${describe(one)}\n`).join('')}`,
    )
    .join('\n');
}

/** For `@warren/eventing` and the like. @param {string} root */
function readTsConfig(root) {
  const file = path.join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  return ts.parseJsonConfigFileContent(config, ts.sys, root, {}, file);
}

/** @param {string} root @returns {Promise<Violation[]>} */
async function violationsIn(root) {
  process.chdir(root); // the rules name paths from the root on
  const { cruise } = await import('dependency-cruiser');
  const { options = {}, ...ruleSet } = rules;
  const result = await cruise(
    FOLDERS.filter((folder) => fs.existsSync(folder)),
    { ...options, ruleSet, validate: true },
    undefined,
    { tsConfig: readTsConfig(root) },
  );
  if (typeof result.output === 'string') throw new Error('dependency-cruiser answered with text');
  return result.output.summary.violations;
}

async function main() {
  const violations = await violationsIn(path.resolve(process.argv[2] ?? path.join(__dirname, '../..')));
  if (violations.length === 0) return;
  console.log(report(violations));
  process.exitCode = 1;
}

void main();
