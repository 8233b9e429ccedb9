import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { eventually } from '@warren/eventing/testing';
import { MailServer } from '../../apps/notifications/test/support/mail-server';
import { services } from '../../tools/services';
import { Containers } from './containers';

jest.setTimeout(300_000);

const names = services.map(({ name }) => name);

let containers: Containers;
let mails: MailServer;
let collector: Server;
let traces = 0;

beforeAll(async () => {
  mails = await new MailServer().start();
  collector = createServer((request, response) => {
    if (request.url === '/v1/traces') traces += 1;
    request.resume().once('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  containers = await Containers.open({
    'mail:1025': Number(new URL(mails.url).port),
    'traces:4318': (collector.address() as AddressInfo).port,
  });
});
afterAll(async () => {
  await containers?.close();
  await mails?.stop();
  collector?.close();
});

/** Asks as somebody outside would, with a token that the issuer has made for the asking. */
async function ask(
  who: string | undefined,
  service: string,
  path: string,
  { method = 'GET', body }: { method?: string; body?: unknown } = {},
): Promise<{ status: number; body: Record<string, string> }> {
  const token = who && (await answerOf(`http://127.0.0.1:${containers.portOf('issuer:3010')}/token?${who}`));
  const response = await fetch(`http://127.0.0.1:${containers.portOf(`${service}:3000`)}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token.access_token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const answerOf = async (url: string) => (await fetch(url)).json() as Promise<Record<string, string>>;

/** What a superuser sees. */
async function query<Row>(sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: containers.postgres.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

describe('docker/compose.yaml with its profile shop, as processes', () => {
  it('makes roles and users, and the roles again when it is started again', async () => {
    for (let times = 0; times < 2; times += 1) {
      const made = await containers.run('database-roles');
      for (const name of names) expect(made).toContain(`${name}: ${name} runs, ${name}_migrator migrates`);
    }
    await containers.run('broker-users');
    const users = await containers.rabbit.rabbitmqctl('--silent', 'list_permissions', '--vhost', 'shop');
    expect(users.split('\n').flatMap((line) => line.split('\t')[0] ?? [])).toEqual(
      expect.arrayContaining(names),
    );
  });

  it('migrates each database as the role that owns it', async () => {
    await containers.startIssuer();
    for (const name of names) {
      const { code, output } = await containers.migrate(name);
      expect([name, code, code === 0 ? '' : output]).toEqual([name, 0, '']);
    }
  });

  it('starts every service, which is healthy then and was not before', async () => {
    expect(await containers.checkHealth('orders')).toBe(1);
    // One after the other: on two cores seven at once would load their code for longer than any of them is waited for.
    for (const name of names) await containers.start(name);
    expect(await Promise.all([...names, 'issuer'].map((name) => containers.checkHealth(name)))).toEqual(
      [...names, 'issuer'].map(() => 0),
    );
  });

  it('takes an order to its end: paid, confirmed, mailed and traced', async () => {
    const mark = randomUUID().slice(0, 8);
    const email = `ada-${mark}@example.org`;
    const ada = await ask(undefined, 'users', '/users', { method: 'POST', body: { name: 'Ada', email } });
    const pen = await ask('role=staff', 'catalog', '/products', {
      method: 'POST',
      body: { sku: `PEN-${mark}`, name: 'Fountain pen', price: { amount: 1999, currency: 'EUR' } },
    });
    const stock = { method: 'PUT', body: { onHand: 5 } };
    expect((await ask('role=staff', 'inventory', `/stock/${pen.body.id}`, stock)).status).toBe(200);

    const me = `user=${ada.body.id}`;
    const lines = [{ productId: pen.body.id, quantity: 2 }];
    const wish = { method: 'POST', body: { userId: ada.body.id, lines } };
    const order = await eventually('orders to know who buys and what', async () => {
      const answer = await ask(me, 'orders', '/orders', wish);
      return answer.status === 202 && answer;
    });
    let seen: Record<string, string> = {};
    await eventually('the order to be confirmed', async () => {
      seen = (await ask(me, 'orders', `/orders/${order.body.id}`)).body;
      return seen.status === 'confirmed';
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(seen)}`, { cause: error });
    });
    await eventually('the mail about it', () =>
      mails.taken.some(
        ({ headers }) => headers.get('to')?.includes(email) && headers.get('subject')?.endsWith('confirmed'),
      ),
    );
    await eventually('spans of it', () => traces > 0);
  });

  it('has each service in its own database and in its virtual host, as itself alone', async () => {
    const sessions = await query<{ database: string; role: string }>(
      `select distinct datname as database, usename as role from pg_stat_activity
        where datname is not null and datname <> 'postgres' order by 1`,
    );
    expect(sessions).toEqual(names.map((name) => ({ database: name, role: name })).sort(byDatabase));
    const connections = await containers.rabbit.rabbitmqctl('--silent', 'list_connections', 'user', 'vhost');
    const said = new Set(connections.split('\n').filter((line) => line && line !== 'user\tvhost'));
    expect([...said].sort()).toEqual(names.map((name) => `${name}\tshop`).sort());
    const queues = await containers.rabbit.rabbitmqctl('--silent', 'list_queues', '--vhost', '/', 'name');
    expect(queues.trim()).toBe('');
  });

  it('stops them in good order', async () => {
    const ends = await containers.stop();
    expect(ends).toEqual(names.map(() => ({ code: 0, signal: null })));
  });
});

const byDatabase = (one: { database: string }, other: { database: string }) =>
  one.database.localeCompare(other.database);
