import type { Finding } from '@warren/eventing';
import type { ServiceConfig } from '../../config/service-config';
import { runtimeAddress } from '../../database/address';
import { connectToDatabase } from '../../database/connect';
import { migrationsOf } from '../../database/migrations-of-services';
import { migrationsRun, nameOf } from '../../database/schema';

const CHECK = 'migrations';

/** Whether the tables are those of this version of the code. Never throws. */
export async function migrationFindings(config: ServiceConfig): Promise<Finding[]> {
  const migrations = migrationsOf(config.service);
  if (!migrations)
    return [{ check: CHECK, verdict: 'unknown', finding: 'This process was not told which there are.' }];
  try {
    const client = await connectToDatabase(runtimeAddress(config), () => undefined, 0);
    try {
      return [findingOf(config, migrations.map(nameOf), await migrationsRun(client))];
    } finally {
      await client.end();
    }
  } catch (error) {
    return [
      {
        check: CHECK,
        verdict: 'unknown',
        finding: `The database was not to be asked: ${String((error as Error).message)}`,
      },
    ];
  }
}

function findingOf({ service }: ServiceConfig, known: string[], run: ReadonlySet<string>): Finding {
  const missing = known.filter((name) => !run.has(name));
  const newer = [...run].filter((name) => !known.includes(name));
  if (missing.length > 0)
    return {
      ...{ check: CHECK, verdict: 'problem' },
      finding: `${missing.length} of ${known.length} have not been run: ${missing.join(', ')}.`,
      advice: `Run them: node dist/apps/${service}/main.js migrate`,
    };
  if (newer.length > 0)
    return {
      ...{ check: CHECK, verdict: 'warning' },
      finding: `The database has ${newer.length} that this version of the code does not know: ${newer.join(', ')}.`,
      advice:
        'A newer version has been here. That is right while one is rolled out; if it was rolled back, look whether the older one can live with them.',
    };
  return { check: CHECK, verdict: 'ok', finding: `All ${known.length} have been run.` };
}
