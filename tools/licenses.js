// npm run licenses: under which licences the packages are that we ship and build with, and which of them nobody has allowed.
const { ExplainedError } = require('./explained-error');
const { columns } = require('./output/columns');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');
const { checkLicenses } = require('./supply-chain/licenses');
const { lockFileOf } = require('./supply-chain/lock-file');
const { policy } = require('./supply-chain/policy');

void runTool(async () => {
  const { problems, counts } = checkLicenses(repository, lockFileOf(repository), policy);
  const rows = [...counts]
    .sort(([, a], [, b]) => b.shipped + b.development - a.shipped - a.development)
    .map(([license, { shipped, development }]) => [license, String(shipped), String(development)]);
  console.log(columns([['licence', 'shipped', 'for development'], ...rows]));
  if (problems.length === 0) return 0;
  throw new ExplainedError(
    'Take another package or version; or, if the licence is acceptable here, add it to tools/supply-chain/policy.json: to ' +
      '"allowedLicenses" for all, or with the package and the reason to "licenseExceptions" (docs/supply-chain.md).',
    { details: `\n${problems.join('\n')}` },
  );
});
