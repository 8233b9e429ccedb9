// npm run audit: what the registry knows against the packages, and whether they are signed. Ends with 0 when nothing high
// or critical is in what is shipped, 1 when something is, 2 when nobody can tell. A registry that offers no audits is told
// and let pass, but with --strict (or AUDIT_STRICT=1).
const { ExplainedError } = require('./explained-error');
const { askNpm } = require('./npm-program');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');
const { auditPackages } = require('./supply-chain/audit');
const { policy } = require('./supply-chain/policy');

void runTool(async () => {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--strict');
  if (unknown) throw new ExplainedError(`npm run audit knows --strict, and not ${unknown}.`);
  return auditPackages({
    npm: (args) => askNpm([...args, '--fetch-retries=1', '--fetch-timeout=20000'], repository),
    policy,
    strict: process.argv.includes('--strict') || process.env.AUDIT_STRICT === '1',
    today: new Date().toISOString().slice(0, 10),
    print: (line) => console.log(line),
  });
});
