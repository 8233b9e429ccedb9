import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const ADMIN_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
export const RABBITMQ_URL = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

const databaseNameOf = (name: string) => `warren_${name}`;

export const databaseOf = (name: string): string =>
  Object.assign(new URL(ADMIN_URL), { pathname: `/${databaseNameOf(name)}` }).toString();

/** Gives a measurement a database and a namespace on the broker, by one name, and takes them away again. */
export async function inWorkplace<T>(measure: (name: string) => Promise<T>): Promise<T> {
  const name = `bench${randomBytes(4).toString('hex')}`;
  await asAdmin(`create database ${databaseNameOf(name)}`);
  try {
    return await measure(name);
  } finally {
    await asAdmin(`drop database if exists ${databaseNameOf(name)} with (force)`);
  }
}

export const exchangeOf = (name: string): string => `${name}.bench.events`;

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: ADMIN_URL });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
