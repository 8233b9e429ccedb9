const { dump } = require('js-yaml');

/**
 * A generated file of Kubernetes' objects.
 *
 * @param {string} place
 * @param {string} source what it is written from
 * @param {object[]} objects
 */
function yamlFile(place, source, objects) {
  const documents = objects.map((object) => dump(object, { lineWidth: -1, noRefs: true }));
  const head = `# From ${source}, by \`npm run docs\`; \`npm run check\` compares. Nothing here is written by hand.\n`;
  return { place, text: `${head}${documents.join('---\n')}` };
}

module.exports = { yamlFile };
