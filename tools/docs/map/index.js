const fs = require('node:fs');
const path = require('node:path');
const { pageOf } = require('./page');
const { problemsOf } = require('./problems');
const { readmeOf } = require('./readme');
const { readSystem } = require('./services');

/**
 * What the code says about services and events, and the documents that say so: docs/map.md and a part of each service's
 * README.
 *
 * @param {string} root of the repository
 * @param {string[]} outsiders services that are not in it
 * @returns {{ problems: string[], documents: { place: string, text: string }[] }} problems: what cannot work, in words
 * @throws ExplainedError when the code cannot be read, or a README does not say where its part goes
 */
function mapOf(root, outsiders) {
  const system = readSystem(root);
  const readmes = system.services.map((service) => {
    const place = `apps/${service.app}/README.md`;
    const file = path.join(root, place);
    return {
      place,
      text: readmeOf(service, fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined),
    };
  });
  return {
    problems: problemsOf(system, outsiders),
    documents: [{ place: 'docs/map.md', text: pageOf(system, outsiders) }, ...readmes],
  };
}

module.exports = { mapOf };
