import { existsSync } from 'node:fs';
import { connect, type ConfirmChannel } from 'amqplib';
import { Client } from 'pg';
import { startPrivatePostgres, startPrivateRabbitMq } from '..';
import { greetPostgres } from '../postgres/handshake';
import { listProcesses } from '../processes';
import { greetRabbitMq } from '../rabbitmq/handshake';
import { waitUntil } from '../wait-until';
import { Child } from './child';

const processesIn = (folder: string) =>
  listProcesses().filter(({ command, dead }) => !dead && command.includes(folder));

async function untilNothingIsLeft(folder: string): Promise<void> {
  await waitUntil(() => processesIn(folder).length === 0 && !existsSync(folder), {
    timeoutMs: 30_000,
    message: () =>
      `${folder} ${existsSync(folder) ? 'exists' : 'is gone'}, processes: ${JSON.stringify(processesIn(folder))}`,
  });
}

async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements.slice(0, -1)) await client.query(statement);
    return (await client.query<Record<string, unknown>>(statements.at(-1) ?? '')).rows;
  } finally {
    await client.end();
  }
}

async function onChannel<T>(url: string, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  try {
    return await work(await connection.createConfirmChannel());
  } finally {
    await connection.close();
  }
}

describe('private servers', () => {
  it('PostgreSQL keeps what is committed through SIGKILL, takes settings, and leaves nothing behind', async () => {
    const postgres = await startPrivatePostgres({ settings: { max_prepared_transactions: 7 } });
    try {
      await query(postgres.url, 'create table kept (n int)', 'insert into kept values (1)');
      await postgres.kill();
      await expect(greetPostgres(postgres.url)).rejects.toThrow();
      await postgres.restart();
      expect(await query(postgres.url, 'select n from kept')).toEqual([{ n: 1 }]);
      await postgres.restart();
      expect(await query(postgres.url, 'show max_prepared_transactions')).toEqual([
        { max_prepared_transactions: '7' },
      ]);
    } finally {
      await postgres.stop();
    }
    await untilNothingIsLeft(postgres.dir);
  }, 120_000);

  it('RabbitMQ can be frozen, killed and started again with its queues, and leaves nothing behind', async () => {
    const rabbitmq = await startPrivateRabbitMq();
    try {
      await onChannel(rabbitmq.url, async (channel) => {
        await channel.assertQueue('kept', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
        channel.sendToQueue('kept', Buffer.from('once'), { persistent: true });
        await channel.waitForConfirms();
      });
      rabbitmq.pause();
      await expect(greetRabbitMq(rabbitmq.url)).rejects.toThrow();
      rabbitmq.resume();
      await rabbitmq.syncMetadata();
      await rabbitmq.kill();
      await expect(greetRabbitMq(rabbitmq.url)).rejects.toThrow('ECONNREFUSED');
      await rabbitmq.restart();
      const message = await onChannel(rabbitmq.url, (channel) => channel.get('kept'));
      expect(message && message.content.toString()).toBe('once');
      expect(await rabbitmq.rabbitmqctl('-q', 'list_queues', 'name')).toContain('kept');
    } finally {
      await rabbitmq.stop();
    }
    await untilNothingIsLeft(rabbitmq.dir);
  }, 240_000);

  it('do not outlive the process that started them, even one that is killed', async () => {
    const child = new Child('start-and-die.js');
    const servers = await child.says<{ url: string; dir: string }[]>();
    await greetPostgres(servers[0]?.url ?? '');
    await greetRabbitMq(servers[1]?.url ?? '');
    await child.kill();
    await Promise.all(servers.map(({ dir }) => untilNothingIsLeft(dir)));
  }, 180_000);
});
