import { resolveOptions } from '../resolve-options';
import { BrokerAccessError } from './resolve-access';

const ORDERS = 'amqp://orders:secret@broker:5672';

function resolve(env: NodeJS.ProcessEnv) {
  const { broker, messages } = resolveOptions({ service: 'orders' }, { RABBITMQ_URL: ORDERS, ...env });
  return { user: broker.user, trust: messages.trustedPublishers, tls: broker.tls };
}

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    resolve(env);
  } catch (error) {
    expect(error).toBeInstanceOf(BrokerAccessError);
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
}

describe('resolveAccess', () => {
  it('believes anybody in development, and each service by its user everywhere else', () => {
    expect(resolve({ NODE_ENV: 'development' })).toMatchObject({ user: 'orders', trust: 'any' });
    expect(resolve({ NODE_ENV: 'production' })).toMatchObject({ user: 'orders', trust: {} });
    expect(resolve({})).toMatchObject({ user: 'orders', trust: {} });
  });

  it('knows the user of a namespace, and one of another name', () => {
    const RABBITMQ_URL = 'amqp://t1.orders:x@broker';
    const inNamespace = { TRUSTED_PUBLISHERS: 'named', EVENTING_NAMESPACE: 't1', RABBITMQ_URL };
    expect(resolve(inNamespace)).toMatchObject({ user: 't1.orders', trust: {} });
    const trust = { billing: 'legacy', orders: 'shop%2' };
    expect(
      resolve({
        TRUSTED_PUBLISHERS: 'billing=legacy, orders=shop%2',
        RABBITMQ_URL: 'amqp://shop%252:x@broker',
      }),
    ).toMatchObject({ user: 'shop%2', trust });
  });

  it('refuses to believe anybody in production, but for the broker inside the process', () => {
    for (const NODE_ENV of ['production', undefined])
      expect(refusal({ NODE_ENV, TRUSTED_PUBLISHERS: 'any' })).toMatch(/is for development/);
    expect(resolve({ NODE_ENV: 'production', RABBITMQ_URL: 'in-memory' })).toMatchObject({ trust: 'any' });
  });

  it.each([
    ['guest', 'amqp://guest:guest@broker'],
    ['the one that is meant by no name', 'amqp://broker'],
    ['another service', 'amqp://payments:x@broker'],
  ])('refuses a service that itself logs in as %s', (_who, RABBITMQ_URL) =>
    expect(refusal({ NODE_ENV: 'production', RABBITMQ_URL })).toMatch(
      /logs into the broker as "\w+" itself instead of "orders".*TRUSTED_PUBLISHERS=orders=\w+\..*NODE_ENV=development\.$/,
    ),
  );

  it.each(['nobody', 'billing=', '=legacy', 'a=b=c', 'a=b,,'])('refuses the list %s', (TRUSTED_PUBLISHERS) =>
    expect(refusal({ TRUSTED_PUBLISHERS })).toMatch(/must be any, named, or users/),
  );

  it('logs in as the same user at each node of a cluster', () => {
    const RABBITMQ_URL = 'amqp://orders:x@one:5672,two:5672/warren';
    expect(resolve({ NODE_ENV: 'production', RABBITMQ_URL })).toMatchObject({ user: 'orders', trust: {} });
  });

  it.each(['broker:5672', 'amqp://orders:hunter2@one,', 'amqp://o:hunter2@one,amqp://o:hunter2@two'])(
    'refuses the address %s, and does not repeat it',
    (RABBITMQ_URL) => {
      expect(refusal({ RABBITMQ_URL })).toMatch(/RABBITMQ_URL\) must/);
      expect(refusal({ RABBITMQ_URL })).not.toContain('hunter2');
    },
  );

  it('refuses certificates that are half given, or of no use', () => {
    expect(refusal({ RABBITMQ_CERT_FILE: '/a', RABBITMQ_URL: 'amqps://o:x@b' })).toMatch(/belong together/);
    expect(refusal({ RABBITMQ_CA_FILE: '/a' })).toMatch(/does not begin with amqps/);
    expect(resolve({ RABBITMQ_CA_FILE: '/a', RABBITMQ_URL: 'amqps://orders:x@b' }).tls).toMatchObject({
      caFile: '/a',
    });
  });
});
