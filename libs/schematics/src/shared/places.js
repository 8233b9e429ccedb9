const { composeServices } = require('./compose-services');

/** What names a service outside its own folder, beside nest-cli.json and what `npm run docs` writes. */

/**
 * @typedef {object} Entry a line in a list
 * @property {string} path
 * @property {RegExp} like the lines of the list
 * @property {(service: { name: string, port: number }) => string} line
 * @property {(name: string) => RegExp} own finds the line of one service
 */

/** @type {Entry[]} */
const ENTRIES = [
  {
    path: 'tools/services.js',
    like: /^ {2}service\('/,
    line: ({ name, port }) => `  service('${name}', ${port}),`,
    own: (name) => new RegExp(`^ {2}service\\('${name}',`),
  },
  target('host', ({ port }) => `host.docker.internal:${port}`),
  target('shop', ({ name }) => `${name}:3000`),
  {
    path: 'k8s/base/kustomization.yaml',
    like: /^ {2}- [a-z0-9-]+\.yaml$/,
    line: ({ name }) => `  - ${name}.yaml`,
    own: (name) => new RegExp(`^ {2}- ${name}\\.yaml$`),
  },
  {
    path: 'k8s/base/kustomization.yaml',
    like: /^ {2}- \{ name: warren\//,
    line: ({ name }) => `  - { name: warren/${name}, newTag: 0.1.0 }`,
    own: (name) => new RegExp(`^ {2}- \\{ name: warren/${name},`),
  },
];

/**
 * Whom Prometheus asks, where the services run in this way.
 *
 * @param {string} where @param {(service: { name: string, port: number }) => string} address @returns {Entry}
 */
function target(where, address) {
  return {
    path: `docker/observability/targets/${where}.yml`,
    like: /^- \{ targets: \['/,
    line: (service) => `- { targets: ['${address(service)}'], labels: { service: ${service.name} } }`,
    own: (name) => new RegExp(`labels: \\{ service: ${name} \\}`),
  };
}

/**
 * @typedef {object} Paragraph an entry of several lines: one that begins it, and those below that are indented further
 * @property {string} path
 * @property {RegExp} like the first lines of those in the list
 * @property {(service: { name: string, port: number }) => string} text
 * @property {(name: string) => RegExp} own finds the first lines of those of one service
 */

/** @type {Paragraph[]} */
const PARAGRAPHS = [
  {
    path: 'docker/compose.yaml',
    like: /^ {2}[a-z0-9-]+-migrate:$/,
    text: composeServices,
    own: (name) => new RegExp(`^ {2}${name}(-migrate)?:$`),
  },
];

/** @param {string} name of a service */
const folderOf = (name) => `apps/${name}`;

/** @param {string} name of a service */
const manifestOf = (name) => `k8s/base/${name}.yaml`;

/** Whether there is a folder with anything in it. @param {import('@angular-devkit/schematics').Tree} tree @param {string} path */
function hasFolder(tree, path) {
  const { subdirs, subfiles } = tree.getDir(path);
  return subdirs.length + subfiles.length > 0;
}

module.exports = { ENTRIES, PARAGRAPHS, folderOf, hasFolder, manifestOf };
