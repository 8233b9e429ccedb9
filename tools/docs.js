// npm run docs: writes docs/map.md, docs/configuration.md, docs/metrics.md, docs/contracts.md with its schemas and AsyncAPI document, docker/rabbitmq, docker/postgres, what Kubernetes is told of them (k8s) and the generated part of each service's README from the code. With --check, which is
// part of npm run check, it writes nothing and says what is out of date. Another root may be given.
const fs = require('node:fs');
const path = require('node:path');
const prettier = require('prettier');
const { brokerUsersOf } = require('./docs/broker');
const { configurationOf } = require('./docs/configuration');
const { contractsOf } = require('./docs/contracts');
const { databaseRolesOf } = require('./docs/database');
const { kubernetesOf } = require('./docs/kubernetes');
const { mapOf } = require('./docs/map');
const { outsiders } = require('./docs/map/outsiders');
const { metricsPage } = require('./docs/metrics');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');

/** As `npm run format` would have it, where it has a say. @param {string} file @param {string} text */
async function formatted(file, text) {
  const { inferredParser } = await prettier.getFileInfo(file);
  if (inferredParser === null) return text;
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}

void runTool(async () => {
  const checks = process.argv.includes('--check');
  const root = process.argv.slice(2).find((argument) => argument !== '--check') ?? repository;
  const sources = [mapOf(root, outsiders), configurationOf(root), contractsOf(root, outsiders)];
  const problems = sources.flatMap((source) => source.problems);
  const documents = sources.flatMap((source) => source.documents);
  let written = 0;
  const servers = [
    ...brokerUsersOf(root, outsiders),
    ...databaseRolesOf(root),
    ...kubernetesOf(root, outsiders),
  ];
  for (const { place, text } of [...documents, ...metricsPage(root), ...servers]) {
    const file = path.join(root, place);
    const wanted = await formatted(file, text);
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === wanted) continue;
    if (checks) problems.push(`${place} is not what the code says: npm run docs writes it anew.`);
    else {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, wanted);
      if (wanted.startsWith('#!')) fs.chmodSync(file, 0o755);
      console.log(`${place} written`);
      written++;
    }
  }
  if (!checks && written === 0) console.log('Everything is up to date.');
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 1 : 0;
});
