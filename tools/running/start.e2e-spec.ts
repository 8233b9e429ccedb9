import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { repository } from '../repository';
import { freePorts } from '../servers/free-ports';
import { waitUntil } from '../servers/wait-until';
import { services } from '../services';

const { DATABASE_URL: serverUrl = 'postgres://postgres@127.0.0.1:5432/postgres' } = process.env;
const mark = randomBytes(4).toString('hex');

const databaseOf = (service: string) => `warren_start_${mark}_${service}`;

function databaseUrlOf(service: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${databaseOf(service)}`;
  return url.href;
}

/** `npm start` with ports, databases and broker names of its own. */
class Start {
  output = '';
  readonly exit: Promise<number | null>;
  private readonly process: ChildProcess;

  constructor(env: NodeJS.ProcessEnv) {
    this.process = spawn(process.execPath, [join(repository, 'tools', 'start.js')], {
      env: {
        ...process.env,
        EVENTING_NAMESPACE: `start-${mark}`,
        EVENTING_EXPIRE_AFTER_MS: '600000',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exit = once(this.process, 'close').then(([code]) => code as number | null);
  }

  async says(words: string): Promise<void> {
    await waitUntil(() => this.output.includes(words) || this.process.exitCode !== null, {
      timeoutMs: 240_000,
      message: () => `It never said "${words}", but:\n${this.output}`,
    });
    expect(this.output).toContain(words);
  }

  interrupt(): void {
    this.process.kill('SIGINT');
  }
}

describe('npm start', () => {
  let env: Record<string, string>;

  beforeAll(async () => {
    const ports = await freePorts(services.length);
    env = Object.fromEntries(
      services.flatMap(({ name, portVariable, databaseVariable }, index) => [
        [portVariable, String(ports[index])],
        [databaseVariable, databaseUrlOf(name)],
      ]),
    );
  });

  afterAll(async () => {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    for (const { name } of services)
      await client.query(`drop database if exists ${databaseOf(name)} with (force)`);
    await client.end();
  });

  it('ends with the journey of a real order and the table of services, and stops what it started', async () => {
    const start = new Start(env);
    await start.says('Ctrl-C stops what was started here');
    expect(start.output).toMatch(/Order {8}[0-9a-f-]{36} was confirmed \d+ ms after its POST/);
    expect(start.output).toMatch(
      /ms {3}orders\.order-placed\.v1 +orders +inventory\.reserve-stock-when-order-placed +\d+ ms/,
    );
    expect(start.output).toMatch(
      /ms {3}inventory\.stock-reserved\.v1 +inventory +orders\.confirm-order-when-stock-reserved/,
    );
    expect(start.output).toMatch(/ms {3}orders\.order-confirmed\.v1 +orders +orders\.order-details/);
    for (const { name, portVariable } of services) {
      const address = `http://localhost:${env[portVariable]}`;
      expect(start.output).toMatch(
        new RegExp(`${name} +${address} +${address}/docs +${address}/health/ready`),
      );
      expect((await fetch(`${address}/docs`)).status).toBe(200);
    }

    start.interrupt();
    expect(await start.exit).toBe(0);
    expect(start.output).toContain('every service has finished what it had begun');
    for (const { portVariable } of services) {
      await expect(fetch(`http://localhost:${env[portVariable]}/health/live`)).rejects.toThrow();
    }
  }, 300_000);

  it('names the variable of a port that is taken, before anything else', async () => {
    const [port = 0] = await freePorts(1);
    const other = createServer().listen(port);
    await once(other, 'listening');
    const start = new Start({ ...env, ORDERS_PORT: String(port) });
    expect(await start.exit).toBe(1);
    other.close();
    expect(start.output).toContain(`Port ${port}, which orders needs, is taken.`);
    expect(start.output).toContain(`ORDERS_PORT=${port + 100} npm start`);
    expect(start.output).not.toContain('PostgreSQL');
  }, 60_000);
});
