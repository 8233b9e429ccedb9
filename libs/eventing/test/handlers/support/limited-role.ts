import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { TestDatabase } from '../../support/test-database';

/** A pool of fifty for a user whom the server grants only so many connections. */
export async function limitedTo(
  connections: number,
  { url, dataSource: admin }: TestDatabase,
): Promise<{ dataSource: DataSource; end: () => Promise<void> }> {
  const role = `warren_limited_${randomBytes(5).toString('hex')}`;
  await admin.query(`create role ${role} login connection limit ${connections}`);
  await admin.query(`grant pg_read_all_data, pg_write_all_data to ${role}`);
  const limitedUrl = Object.assign(new URL(url), { username: role }).toString();
  const dataSource = await new DataSource({ type: 'postgres', url: limitedUrl, poolSize: 50 }).initialize();
  return {
    dataSource,
    end: async () => {
      await dataSource.destroy();
      await admin.query(`drop role ${role}`);
    },
  };
}
