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
  {
    path: 'docker/observability/prometheus.yml',
    like: /^ +- \{ targets: \['host\.docker\.internal:/,
    line: ({ name, port }) =>
      `      - { targets: ['host.docker.internal:${port}'], labels: { service: ${name} } }`,
    own: (name) => new RegExp(`labels: \\{ service: ${name} \\}`),
  },
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

/** @param {string} name of a service */
const folderOf = (name) => `apps/${name}`;

/** @param {string} name of a service */
const manifestOf = (name) => `k8s/base/${name}.yaml`;

/** Whether there is a folder with anything in it. @param {import('@angular-devkit/schematics').Tree} tree @param {string} path */
function hasFolder(tree, path) {
  const { subdirs, subfiles } = tree.getDir(path);
  return subdirs.length + subfiles.length > 0;
}

module.exports = { ENTRIES, folderOf, hasFolder, manifestOf };
