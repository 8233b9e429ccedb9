import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { repository } from '../repository';
import { freePorts } from '../servers/ports';
import { waitUntil } from '../servers/wait-until';
import { services } from '../services';

const { DATABASE_URL: serverUrl = 'postgres://postgres@127.0.0.1:5432/postgres' } = process.env;
const mark = randomBytes(4).toString('hex');

const databaseOf = (service: string) => `warren_start_${mark}_${service}`;

/** `npm start`, or the demo beside it: an instance with databases and broker names of its own. Its ports are certain to be free. */
class Tool {
  output = '';
  readonly exit: Promise<number | null>;
  private readonly process: ChildProcess;

  constructor(env: NodeJS.ProcessEnv, tool = 'start.js') {
    this.process = spawn(process.execPath, [join(repository, 'tools', tool)], {
      env: {
        ...process.env,
        WARREN_INSTANCE: `start-${mark}`,
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

/** Who says what on the way of a paid order. */
const JOURNEY = {
  'orders.order-placed': 'orders',
  'inventory.stock-reserved': 'inventory',
  'orders.order-awaiting-payment': 'orders',
  'orders.payment-requested': 'orders',
  'inventory.stock-allocated': 'inventory',
  'payments.payment-successful': 'payments',
  'orders.order-confirmed': 'orders',
};
/** And some of those who hear it. */
const LISTENERS = [
  'orders.fulfil-order',
  'orders.order-details',
  'catalog.product-stock',
  'inventory.sell-stock-when-order-confirmed',
  'notifications.tell-customer-when-order-confirmed',
  'reporting.live-feed, order-facts',
];

describe('npm start', () => {
  let env: Record<string, string>;

  beforeAll(async () => {
    const [issuer, ...ports] = await freePorts(services.length + 1);
    env = Object.fromEntries(services.map(({ portVariable }, index) => [portVariable, String(ports[index])]));
    env.ISSUER_PORT = String(issuer);
  });

  afterAll(async () => {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    for (const { name } of services)
      await client.query(`drop database if exists ${databaseOf(name)} with (force)`);
    await client.end();
  }, 60_000);

  it('shows the journey of a real order and the table of services, is fit for the demo, and stops what it started', async () => {
    const start = new Tool(env);
    await start.says('Ctrl-C stops what was started here');
    expect(start.output).toMatch(/Order {8}[0-9a-f-]{36} was confirmed \d+ ms after its POST/);
    expect(start.output).toMatch(/ inventory\.reserve-stock-when-order-placed +\d+ ms/);
    for (const [event, from] of Object.entries(JOURNEY))
      expect(start.output).toMatch(new RegExp(`ms {3}${event}\\.v1 +${from} `));
    for (const listener of LISTENERS) expect(start.output).toMatch(new RegExp(` ${listener} `));
    for (const { name, portVariable } of services) {
      const address = `http://localhost:${env[portVariable]}`;
      expect(start.output).toMatch(
        new RegExp(`${name} +${address} +${address}/docs +${address}/health/ready`),
      );
      expect((await fetch(`${address}/docs`)).status).toBe(200);
    }

    const demo = new Tool(env, 'demo.js');
    const code = await demo.exit;
    expect(demo.output).toContain('stories ended as they should');
    expect(code).toBe(0);

    start.interrupt();
    expect(await start.exit).toBe(0);
    expect(start.output).toContain('every service has finished what it had begun');
    for (const { portVariable } of services) {
      await expect(fetch(`http://localhost:${env[portVariable]}/health/live`)).rejects.toThrow();
    }

    const tooLate = new Tool(env, 'demo.js');
    expect(await tooLate.exit).toBe(1);
    expect(tooLate.output).toContain(`orders does not answer at http://localhost:${env.ORDERS_PORT}`);
    expect(tooLate.output).toContain('Run `npm start` first');
  }, 600_000);

  it('names the variable of a port that is taken, before anything else', async () => {
    const [port = 0] = await freePorts(1);
    const other = createServer().listen(port);
    await once(other, 'listening');
    const start = new Tool({ ...env, ORDERS_PORT: String(port) });
    expect(await start.exit).toBe(1);
    other.close();
    expect(start.output).toContain(`Port ${port}, which orders needs, is taken.`);
    expect(start.output).toContain(`ORDERS_PORT=${port + 100} npm start`);
    expect(start.output).not.toContain('PostgreSQL');
  }, 60_000);
});
