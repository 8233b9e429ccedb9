// node tools/tutorial/reuse-build.js <repository>: in a copy of a repository, builds the services that are not as they are there, and takes the
// others from what is built there. All of them have the contracts in them; those that are taken over know one less, of which they need to know nothing.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { buildOnly, entryOf } = require('../prepare/build');
const { repository } = require('../repository');
const { runTool } = require('../run-tool');
const { services } = require('../services');

/** Whether it is as it was committed. @param {string} service */
function isUnchanged(service) {
  const { stdout } = spawnSync(
    'git',
    ['status', '--porcelain', '--', `apps/${service}/src`, `apps/${service}/migrations`],
    {
      cwd: repository,
      encoding: 'utf8',
    },
  );
  return stdout === '';
}

void runTool(async () => {
  const original = path.resolve(process.argv[2] ?? '.');
  /** @type {typeof import('../prepare/build')} */
  const there = require(path.join(original, 'tools', 'prepare', 'build.js'));
  const names = services.map(({ name }) => name);
  const taken = there.isBuilt() ? names.filter(isUnchanged) : [];
  for (const name of taken)
    fs.cpSync(path.dirname(there.entryOf(name)), path.dirname(entryOf(name)), { recursive: true });
  await buildOnly(names.filter((name) => !taken.includes(name)));
  console.log(`Taken as they are built in ${original}: ${taken.join(', ') || 'none'}`);
  return 0;
});
