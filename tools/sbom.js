// npm run sbom: writes what every image has in node_modules to dist/sbom.cdx.json (CycloneDX); with --spdx to
// dist/sbom.spdx.json.
const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('./explained-error');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');
const { billOfMaterials } = require('./supply-chain/bill-of-materials');

void runTool(async () => {
  const [format, ...more] = process.argv.slice(2);
  if (more.length > 0 || (format !== undefined && format !== '--spdx'))
    throw new ExplainedError(
      'npm run sbom writes CycloneDX, `npm run sbom -- --spdx` SPDX. It knows nothing else.',
    );
  const bill = await billOfMaterials(repository, format ? 'spdx' : 'cyclonedx');
  const file = path.join(repository, 'dist', format ? 'sbom.spdx.json' : 'sbom.cdx.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  // SPDX counts what is described among the packages.
  const count = format ? bill.packages.length - 1 : bill.components.length;
  console.log(`${path.relative(repository, file)} written: ${count} packages`);
  return 0;
});
