import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import { connect } from 'amqplib';
import { eventually } from '@warren/eventing/testing';
import { startPrivateRabbitMq } from '../../../../tools/servers';
import type { TlsFiles } from '../../src/broker/rabbitmq/access';
import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';
import { Authority, type Identity } from '../../../../tools/servers/test/authority';

const FOLDER = path.join(__dirname, '../../../../docker/rabbitmq');
const CONF = path.join(FOLDER, 'rabbitmq.conf');
const DEFINITIONS = path.join(FOLDER, 'definitions.json');
const PASSWORD = 'a password that an operator has set';

/** The lines of the file for production. */
function productionSettings(): Record<string, string> {
  const lines = readFileSync(CONF, 'utf8').split('\n');
  const settings = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return Object.fromEntries(settings.map((line) => line.split(' = ') as [string, string]));
}

// A node that stops and starts takes its time.
jest.setTimeout(60_000);

describe('TLS to the broker, as docker/rabbitmq/rabbitmq.conf has it', () => {
  let authority: Authority;
  let stranger: Authority;
  let orders: Identity;
  let rabbit: Awaited<ReturnType<typeof startPrivateRabbitMq>>;
  const brokers: RabbitBroker[] = [];
  const warned: string[] = [];

  beforeAll(async () => {
    authority = new Authority();
    stranger = new Authority('Somebody else');
    const server = authority.issue('server', ['localhost']);
    orders = authority.issue('orders');
    const settings = {
      ...productionSettings(),
      'ssl_options.cacertfile': authority.cert,
      'ssl_options.certfile': server.cert,
      'ssl_options.keyfile': server.key,
      'definitions.local.path': DEFINITIONS,
    };
    // Management is a plugin, which the private node does not have.
    const core = Object.entries(settings).filter(([name]) => !name.startsWith('management.'));
    const tls = { ca: authority.cert, ...orders };
    rabbit = await startPrivateRabbitMq({
      settings: Object.fromEntries(core),
      tls,
      plugins: ['rabbitmq_auth_mechanism_ssl'],
    });
    await rabbit.rabbitmqctl('change_password', 'orders', PASSWORD);
  }, 180_000);

  beforeEach(() => {
    warned.length = 0;
    for (const level of ['log', 'error', 'debug'] as const)
      jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((text: unknown) => void warned.push(String(text)));
  });

  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    jest.restoreAllMocks();
  });

  afterAll(async () => {
    await rabbit?.stop();
    authority.dispose();
    stranger.dispose();
  });

  function client(tls: TlsFiles, url = rabbit.url): RabbitBroker {
    const broker = new RabbitBroker('orders', url, { tls, reconnectMs: 100 });
    brokers.push(broker);
    broker.start();
    return broker;
  }

  const files = (identity: Identity, ca = authority.cert): TlsFiles => ({
    caFile: ca,
    certFile: identity.cert,
    keyFile: identity.key,
  });

  /** Why there is no connection, as the log says it. */
  async function refusal(broker: RabbitBroker): Promise<string> {
    const why = await eventually('the reason is told', () =>
      warned.find((line) => /no connection/.test(line)),
    );
    expect(broker.status()).toBe('connecting');
    return why;
  }

  const byPassword = (user: string, password: string) =>
    `amqps://${user}:${encodeURIComponent(password)}@localhost:${rabbit.port}`;

  it('lets in who knows the authority and shows a certificate of it', async () => {
    const broker = client(files(orders), byPassword('orders', PASSWORD));
    await eventually('it is connected', () => broker.status() === 'connected');
  });

  it('takes the certificate for the login where the address names no user, and publishes as its common name', async () => {
    const broker = client(files(orders), `amqps://localhost:${rabbit.port}`);
    await eventually('it is connected', () => broker.status() === 'connected');
    await broker.declare({
      exchanges: [{ name: 'orders.direct', type: 'direct' }],
      queues: [{ name: 'orders.test', arguments: { 'x-queue-type': 'quorum' } }],
      bindings: [{ queue: 'orders.test', exchange: 'orders.direct', routingKey: 'orders.test' }],
    });
    const publishers: unknown[] = [];
    broker.consume({ queue: 'orders.test', prefetch: 1 }, (message) => {
      publishers.push(message.properties.userId);
      message.ack();
    });
    await broker.publish({
      ...{ exchange: 'orders.direct', routingKey: 'orders.test', body: Buffer.from('{}'), properties: {} },
    });
    expect(await eventually('it arrives', () => publishers.length > 0 && publishers)).toEqual(['orders']);
  });

  it('reads certificates anew at each attempt: one that is renewed needs no restart', async () => {
    const current = authority.issue('current');
    const renewed = authority.issue('renewed');
    copyFileSync(stranger.issue('old').cert, current.cert); // does not belong to the key
    const broker = client(files(current), byPassword('orders', PASSWORD));
    await refusal(broker);
    copyFileSync(renewed.key, current.key);
    copyFileSync(renewed.cert, current.cert);
    await eventually('it is connected', () => broker.status() === 'connected');
  });

  it.each([
    [
      'a broker whose certificate another authority has signed',
      () => client(files(orders, stranger.cert)),
      /RABBITMQ_CA_FILE/,
    ],
    [
      'a broker that nobody vouches for',
      () => client({ certFile: orders.cert, keyFile: orders.key }),
      /RABBITMQ_CA_FILE/,
    ],
    [
      'a broker of another name',
      () => client(files(orders), `amqps://127.0.0.1:${rabbit.port}`),
      /made out to another name/,
    ],
    [
      'a client without a certificate',
      () => client({ caFile: authority.cert }, byPassword('orders', PASSWORD)),
      /RABBITMQ_CERT_FILE/,
    ],
    [
      'a client whose certificate another authority has signed',
      () => client(files(stranger.issue('orders'))),
      /RABBITMQ_CERT_FILE/,
    ],
    ['a client without TLS', () => client({}, `amqp://orders:secret@127.0.0.1:${rabbit.port}`), /amqps:\/\//],
    [
      'files that are not there',
      () => client({ ...files(orders), caFile: '/nowhere/ca.pem' }),
      /nowhere\/ca\.pem/,
    ],
  ])('refuses %s, and says what is wrong', async (_what, attempt, words) => {
    expect(await refusal(attempt())).toMatch(words);
  });

  it('has the users of the services from its first start on, and no guest', async () => {
    const users = (await rabbit.rabbitmqctl('--silent', 'list_users'))
      .split('\n')
      .map((line) => line.split('\t')[0]);
    const { users: services } = JSON.parse(readFileSync(DEFINITIONS, 'utf8')) as {
      users: { name: string }[];
    };
    expect(users).toEqual(expect.arrayContaining(services.map(({ name }) => name)));
    expect(users).not.toContain('guest');
    expect(await refusal(client(files(orders), byPassword('guest', 'guest')))).toMatch(
      /refused|ACCESS_REFUSED/,
    );
  });

  it('keeps the passwords that were set since, when it starts again', async () => {
    await rabbit.rabbitmqctl('stop_app');
    await rabbit.rabbitmqctl('start_app');
    await expect(rabbit.rabbitmqctl('authenticate_user', 'orders', PASSWORD)).resolves.toMatch(/Success/);
  });

  it('listens nowhere without TLS', async () => {
    const listeners = await rabbit.rabbitmqctl(
      'eval',
      '[P || {listener, _, P, _, _, _, _} <- rabbit_networking:active_listeners()].',
    );
    expect(listeners).toContain("'amqp/ssl'");
    expect(listeners).not.toMatch(/\bamqp\b(?!\/ssl)/);
  });

  it('lets nobody publish what is larger than the limit of the broker', async () => {
    const [ca, cert, key] = [authority.cert, orders.cert, orders.key].map((file) => readFileSync(file));
    const connection = await connect(byPassword('orders', PASSWORD), { ca, cert, key });
    try {
      const channel = await connection.createConfirmChannel();
      const refused = new Promise<Error>((resolve) => channel.on('error', resolve));
      channel.publish('orders.events', 'key', Buffer.alloc(10 * 1024 * 1024));
      expect(String(await refused)).toMatch(/message size .* larger than configured max size/);
    } finally {
      await connection.close();
    }
  });
});
