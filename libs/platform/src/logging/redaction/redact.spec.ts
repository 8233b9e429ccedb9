import fc from 'fast-check';
import { Secret, withPersonalTexts } from '@warren/eventing';
import { ServiceConfig } from '../../config/service-config';
import { ServiceLogger } from '../service-logger';
import { KnownSecrets } from './known-secrets';
import { redact, redactText } from './redact';

/** Something that appears nowhere by chance, of characters that a password or a key may have. */
const secrets = fc.stringMatching(/^[\w!$%^*()+@:~-]{6,24}$/).map((text) => `S3cr${text}7x`);

/** What a program may do with an address, a header or a token before it says it to the log. */
const LEAKS: Record<string, (secret: string) => unknown> = {
  'in an address': (secret) =>
    `cannot reach postgres://ada:${encodeURIComponent(secret)}@db:5432/orders, again`,
  'in an address that was not escaped': (secret) => `amqps://ada:${secret}@mq/vhost?heartbeat=5`,
  'in the message of an error': (secret) =>
    new Error(`connect amqp://ada:${encodeURIComponent(secret)}@mq failed`),
  'in the stack of an error': (secret) => {
    const error = new Error('no');
    error.stack = `Error: no\n    at connect (postgres://ada:${encodeURIComponent(secret)}@db)`;
    return error;
  },
  'in a cause of a cause': (secret) =>
    new Error('a', {
      cause: new Error('b', { cause: new Error(`password=${secret.replace(/[)]/g, '_')}`) }),
    }),
  'in one of several errors': (secret) =>
    new AggregateError([new Error(`https://ada:${encodeURIComponent(secret)}@x/`)]),
  'on an error': (secret) =>
    Object.assign(new Error('no'), { parameters: [secret], config: { auth: secret } }),
  'in headers': (secret) => ({
    headers: { Authorization: `Bearer ${secret}`, cookie: `session=${secret}; a=b` },
  }),
  'in a header as text': (secret) => `GET / authorization: Bearer ${secret}`,
  'in cookies as text': (secret) => `Cookie: a=b; session=${secret}`,
  'by name': (secret) => ({ deep: [{ password: secret }, { apiKey: secret }, { 'client-secret': secret }] }),
  'by a name with something before it': (secret) => ({
    headers: { 'x-api-key': secret },
    stripeApiKey: secret,
    userPassword: secret,
  }),
  'in a variable': (secret) => `DATABASE_PASSWORD=${secret.replace(/[)]/g, '_')} db_password=x`,
  'as the token of a card': (secret) => ({ payment: { method: 'card', token: secret } }),
  'as a token in a text': (secret) => `asked the provider for tok_${secret.replace(/[^\w-]/g, '_')}`,
  'in JSON': (secret) => `refused: ${JSON.stringify({ token: secret, method: 'card' })}`,
  'in JSON in JSON': (secret) => ({ body: JSON.stringify({ inner: JSON.stringify({ password: secret }) }) }),
  'in a map': (secret) => new Map([['x', new Map([['token', secret]])]]),
  'where it is marked': (secret) => new Marked(secret),
  'in an URL object': (secret) => ({
    url: new URL(`https://ada:${encodeURIComponent(secret)}@example.org/`),
  }),
};

class Marked {
  @Secret() readonly pin: string;
  constructor(pin: string) {
    this.pin = pin;
  }
}

/** Everything that was written, in either format. */
function logged(say: (logger: ServiceLogger) => void): string {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  for (const LOG_FORMAT of ['json', 'text'] as const)
    say(new ServiceLogger('orders', { LOG_FORMAT, LOG_LEVEL: 'verbose' }, destination));
  return written.join('');
}

describe('a secret is not in the log', () => {
  it.each(Object.entries(LEAKS))('%s', (_, leak) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const said = leak(secret);
        const lines = logged((logger) => {
          logger.error(said, 'Payments');
          logger.warn('It failed.', said, 'Payments');
          logger.error('It failed.', said instanceof Error ? said.stack : said, 'Payments');
        });
        expect(lines).toContain('orders');
        for (const form of [secret, encodeURIComponent(secret), secret.slice(0, 12)])
          expect(lines).not.toContain(form);
      }),
      { numRuns: 40 },
    );
  });

  it('that the service itself was given, wherever it appears', () => {
    const known = new KnownSecrets();
    const config = Object.assign(new ServiceConfig(), {
      DATABASE_URL: 'postgres://ada:correct%20horse@db/orders',
      RABBITMQ_URL: 'amqp://guest:guest@mq',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=battery-staple',
    });
    known.learn(config);
    expect(known.withoutThem('FATAL: no "correct horse" for correct%20horse')).toBe(
      'FATAL: no "***" for ***',
    );
    expect(known.withoutThem('x-key=battery-staple')).toBe('***');
    expect(known.withoutThem('guest may not')).toBe('guest may not');
  });

  it('that is in the address of a cluster, alone and in the address of each node', () => {
    const address = 'amqp://orders:correct-horse@one:5672,two:5672/warren';
    const known = new KnownSecrets();
    known.learn(Object.assign(new ServiceConfig(), { RABBITMQ_URL: address }));
    expect(known.withoutThem('no correct-horse here')).toBe('no *** here');
    expect(redactText(`at ${address}`)).toBe('at amqp://orders:***@one:5672,two:5672/warren');
  });
});

describe('who somebody is, is not in the log', () => {
  it.each([
    '550 5.1.1 <ada.king@example.com> is not here',
    'to ada+x@mail.example.co.uk.',
    'GET /notifications?recipient=ada%40example.com',
  ])('by an address: %s', (text) => expect(redactText(text)).not.toMatch(/ada|example\.co/));

  it('by what was read in the event that is being handled', () => {
    const error = new Error('There is no letter for Ada Lovelace', { cause: new Error('Ada Lovelace') });
    const lines = withPersonalTexts(['Ada Lovelace'], () =>
      logged((logger) => logger.error(error, 'Letters')),
    );
    expect(lines).toContain('There is no letter for (personal)');
    expect(lines).not.toContain('Lovelace');
  });
});

describe('what is no secret is left alone', () => {
  it.each([
    'Port 3004 is taken by another process. Set PORT to a free port.',
    'orders listens on http://localhost:3004, its API is described at http://localhost:3004/docs',
    'orders cannot start. Example: DATABASE_URL=postgres://postgres:postgres@localhost:5432/orders',
    'fulfil-order failed at try 2 of 0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001; the next is in 1s: basic rules apply',
    'The bear and the token of its card are gone: ask again.',
    'Parked a message of take-payment as exhausted (dead letter 17).',
  ])('%s', (text) => expect(redactText(text)).toBe(text));

  it('and plain values keep their form', () => {
    const when = new Date('2026-01-02T03:04:05Z');
    expect(redact({ a: [1, true, null], when, none: undefined, key: 'k' })).toEqual({
      a: [1, true, null],
      when: '2026-01-02T03:04:05.000Z',
      none: undefined,
      key: 'k',
    });
  });
});

describe('whatever is to be logged', () => {
  it('never makes the log fail', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const hostile = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('do not look');
      },
    });
    const bare = Object.create(null) as object;
    const oddities = [
      circular,
      hostile,
      bare,
      Symbol('s'),
      1n,
      () => 1,
      undefined,
      null,
      NaN,
      Buffer.alloc(9),
    ];
    const odd = [
      ...oddities,
      Array(1_000).fill(1),
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
    ];
    const lines = logged((logger) => odd.forEach((one) => logger.log(one, one, 'Odd')));
    expect(lines.trim().split('\n')).toHaveLength(2 * odd.length);
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withMap: true, withSet: true, withBigInt: true }),
        (one) => {
          expect(logged((logger) => logger.log(one, one, 'Odd'))).toContain('orders');
        },
      ),
      { numRuns: 100 },
    );
  });
});
