// node tools/ci/applications.js: the applications of nest-cli.json, as a list for the workflow's matrix. Needs no packages.
const { projects } = require('../../nest-cli.json');

const names = Object.keys(projects).filter(
  (name) => /** @type {Record<string, { type: string }>} */ (projects)[name]?.type === 'application',
);
console.log(JSON.stringify(names));
