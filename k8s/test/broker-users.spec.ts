import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended } from './programs';

const COMPONENT = join(__dirname, '../components/broker-users');
const DEFINITIONS = join(COMPONENT, 'definitions.json');

interface Definitions {
  users: { name: string; password_hash: string; tags: string[] }[];
  topic_permissions: { user: string; vhost: string; exchange: string }[];
}

/** As much of RabbitMQ's management API as the job uses. What it answers is as 4.2 and 3.10 do. */
class ManagementApi {
  readonly requests: string[] = [];
  imported: Definitions | undefined;
  topicRights: { user: string; vhost: string; exchange: string }[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      this.requests.push(`${request.method} ${request.url}`);
      if (request.headers.authorization !== `Basic ${Buffer.from('root:secret').toString('base64')}`)
        return void response.writeHead(401).end('{"error":"not_authorized","reason":"Login failed"}');
      if (request.method === 'GET')
        return void response.end(
          JSON.stringify(request.url === '/api/overview' ? { rabbitmq_version: '4.2.1' } : this.topicRights),
        );
      if (request.method === 'POST') this.imported = JSON.parse(body) as Definitions;
      response.writeHead(204).end();
    });
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
}

describe('the job that sets the users of the broker', () => {
  const definitions = JSON.parse(readFileSync(DEFINITIONS, 'utf8')) as Definitions;
  let api: ManagementApi;
  let folder: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    api = new ManagementApi();
    folder = mkdtempSync(join(tmpdir(), 'broker-users-'));
    mkdirSync(join(folder, 'passwords'));
    for (const { name } of definitions.users)
      writeFileSync(join(folder, 'passwords', name), `password of ${name}\n`);
    env = {
      BROKER_API: await api.start(),
      DEFINITIONS,
      PASSWORDS: join(folder, 'passwords'),
      ADMINISTRATOR: 'root',
      ADMINISTRATOR_PASSWORD: 'secret',
      WAIT_SECONDS: '0',
    };
  });
  afterEach(async () => {
    await api.stop();
    rmSync(folder, { recursive: true });
  });

  const run = () => ended(join(COMPONENT, 'set-users.mjs'), [], env);

  it('imports what the code says, with the hash of each password, and no password', async () => {
    expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('orders') as string });
    expect({ ...api.imported, users: [] }).toEqual({ ...definitions, users: [] });
    for (const { name, password_hash: hash, tags } of api.imported!.users) {
      const bytes = Buffer.from(hash, 'base64');
      const salted = Buffer.concat([bytes.subarray(0, 4), Buffer.from(`password of ${name}`)]);
      expect(bytes.subarray(4)).toEqual(createHash('sha256').update(salted).digest());
      expect(tags).toEqual([]);
    }
    expect(JSON.stringify(api.imported)).not.toContain('password of');
  });

  it('takes away rights by routing key that are no longer said, of its users alone', async () => {
    const [known] = definitions.topic_permissions;
    api.topicRights = [
      known!,
      { user: 'orders', vhost: 'warren', exchange: 'gone.events' },
      { user: 'somebody-else', vhost: 'warren', exchange: 'gone.events' },
    ];
    await run();
    expect(api.requests.filter((request) => request.startsWith('DELETE'))).toEqual([
      'DELETE /api/topic-permissions/warren/orders',
    ]);
    expect(api.requests.at(-1)).toBe('POST /api/definitions');
  });

  it('changes nothing while a password is missing, and says whose', async () => {
    rmSync(join(folder, 'passwords/orders'));
    expect(await run()).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no password for orders') as string,
    });
    expect(api.requests).toEqual([]);
  });

  it('says what the broker has answered where it is no', async () => {
    env.ADMINISTRATOR_PASSWORD = 'wrong';
    expect(await run()).toMatchObject({
      code: 1,
      output: expect.stringMatching(/does not serve: GET \/api\/overview: 401 .*Login failed/) as string,
    });
  });
});
