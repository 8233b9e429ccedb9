import { startPrivatePostgres } from '../../../../../tools/servers';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

type PrivatePostgres = Awaited<ReturnType<typeof startPrivatePostgres>>;

export interface HostileDatabase extends TestDatabase {
  server: PrivatePostgres;
}

/**
 * A database in a server of its own: transactions of other tests would hold back its snapshots, two-phase commits have to
 * be allowed, and nothing but the test takes transaction ids.
 */
export async function createHostileDatabase(poolSize = 30): Promise<HostileDatabase> {
  const server = await startPrivatePostgres({
    settings: { max_prepared_transactions: 20, autovacuum: 'off', fsync: 'off' },
  });
  const database = await createTestDatabase({ poolSize }, server.url);
  const drop = async (): Promise<void> => {
    await database.drop();
    await server.stop();
  };
  return { ...database, server, drop };
}
