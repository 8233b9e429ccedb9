// npm run rename -- my-shop: gives the repository another name, in packages, code, settings and texts.
const path = require('node:path');
const { checkNodeVersion } = require('./prepare/node-version');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');

/** By the tool as it is afterwards, in a process of its own: this one has loaded what it was before. */
async function writeDocuments() {
  const { runProgram } = require('./prepare/run-program');
  await runProgram(process.execPath, [path.join(repository, 'tools', 'docs.js')], {
    cwd: repository,
    failure: 'npm run docs failed with the new name, so every file is again as it was',
  });
}

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { readRenameArguments } = require('./renaming/arguments');
  const wish = readRenameArguments(process.argv.slice(2));
  const { preparePackages } = require('./prepare');
  await preparePackages(lifetime);
  const { step } = require('./output/step');
  const { rename } = require('./renaming'); // what it uses may have been installed just now
  const { nextSteps } = require('./renaming/next-steps');
  const line = step('Name');
  line.update(`${wish.name}, in all files`);
  try {
    const done = await rename(repository, wish, writeDocuments);
    line.done(`${done.from.kebab} is ${done.to.kebab}: ${done.changed} files, ${done.moved} of them moved`);
    console.log(nextSteps(done));
  } catch (error) {
    line.fail('nothing was changed');
    throw error;
  }
  return 0;
});
