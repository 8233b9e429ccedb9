import { cpus, totalmem } from 'node:os';
import type { DataSource } from 'typeorm';

/** The facts without which no figure means anything. */
export async function describeMachine(dataSource: DataSource, rabbitmqVersion: string): Promise<string> {
  const [row] = await dataSource.query<[{ server_version: string; fsync: string }]>(
    "select current_setting('server_version') as server_version, current_setting('fsync') as fsync",
  );
  const processors = cpus();
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    `PostgreSQL ${row.server_version.split(' ')[0]} (fsync ${row.fsync})`,
    `RabbitMQ ${rabbitmqVersion}`,
  ].join(' · ');
}
