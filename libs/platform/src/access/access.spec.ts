import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { Controller, Get, Logger, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SkipThrottle } from '@nestjs/throttler';
import { readConfig } from '../config/service-config';
import { Actor } from '../operations/actor.decorator';
import { HttpClient, type Answer } from '../testing/http-client';
import { serveHttpOnly } from '../testing/http-only';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { TestIssuer } from '../testing/test-issuer';
import { Public, Roles } from './access-rule';
import type { Caller } from './caller';
import { CurrentCaller } from './current-caller.decorator';

@Controller('things')
class ThingsController {
  @Get() @Public('It is a test.') list(@CurrentCaller() caller?: Caller) {
    return { subject: caller?.subject ?? null };
  }

  @Get('probe') @SkipThrottle() @Public('It is a test.') probe() {
    return {};
  }

  @Get('own') @Roles('customer', 'staff') own(@CurrentCaller() caller: Caller) {
    return { subject: caller.subject, restrictedTo: caller.restrictedTo ?? null };
  }

  @Post('ops') @Roles('operator') operate(@Actor() actor: string) {
    return { actor };
  }
}

const ada = randomUUID();
const apps: NestExpressApplication[] = [];
let issuer: TestIssuer;

/** A service that trusts the issuer. */
async function serve(env: Record<string, string> = {}): Promise<HttpClient> {
  const config = readConfig('things', { ...NEEDED_SETTINGS, ...issuer.settings, ...env });
  const app = await serveHttpOnly(config, ThingsController);
  apps.push(app);
  return new HttpClient(await app.getUrl(), 'nobody');
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const staff = () => issuer.token({ subject: 'grace', roles: ['staff'] });
const withToken = async (http: HttpClient, token = staff()) => http.get('/things/own', bearer(await token));

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  issuer = await TestIssuer.start();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await issuer.stop();
});

/** The payload of a good token, with another header and a signature of whatever kind. */
async function forged(header: object, signature: (input: string) => Buffer): Promise<string> {
  const payload = (await staff()).split('.')[1];
  const input = `${encoded(header)}.${payload}`;
  return `${input}.${signature(input).toString('base64url')}`;
}

const OWN_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const byOwnKey = (input: string) =>
  sign('sha256', Buffer.from(input), { key: OWN_KEY, dsaEncoding: 'ieee-p1363' });
const pemOfIssuer = () =>
  createPublicKey({ key: { ...issuer.publicKey }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const byPublicKeyAsSecret = (input: string) => createHmac('sha256', pemOfIssuer()).update(input).digest();
const byPublicJwkAsSecret = (input: string) =>
  createHmac('sha256', JSON.stringify(issuer.publicKey)).update(input).digest();

const by = (options: Parameters<TestIssuer['token']>[1]) => () =>
  issuer.token({ subject: 'grace', roles: ['staff'] }, options);
const whatOf = (token: string, change: (parts: string[]) => string[]) => change(token.split('.')).join('.');

/** What is wrong with it, how it is made, and what the answer says. */
const BAD_TOKENS: [string, () => Promise<string>, RegExp][] = [
  ['that has expired', by({ expiresIn: -60 }), /has expired/],
  ['that is not valid yet', by({ notBefore: 60 }), /not valid yet/],
  ['that never ends', by({ claims: { exp: undefined } }), /does not say when it ends/],
  ['for another audience', by({ audience: 'elsewhere' }), /another audience/],
  ['for no audience', by({ claims: { aud: undefined } }), /another audience/],
  ['of another issuer', by({ issuer: 'https://evil.example' }), /another issuer/],
  ['of nobody', by({ claims: { iss: undefined } }), /another issuer/],
  ['for nobody', by({ claims: { sub: undefined } }), /does not say who/],
  ['for an object', by({ claims: { sub: { id: 1 } } }), /cannot be read|does not say who/],
  ['whose name has a line break', by({ claims: { sub: 'grace\nada' } }), /does not say who/],
  ['of a customer who is no user', by({ claims: { roles: ['customer'] } }), /must be the id of a user/],
  [
    'without a signature',
    async () => whatOf(await staff(), ([h, p]) => [`${h}`, `${p}`, '']),
    /signature|read/,
  ],
  ['of two parts', async () => whatOf(await staff(), ([h, p]) => [`${h}`, `${p}`]), /cannot be read/],
  ['with "alg": "none"', () => forged({ alg: 'none' }, () => Buffer.alloc(0)), /not accepted/],
  ['with "alg": "nOnE"', () => forged({ alg: 'nOnE', kid: 'test-1' }, () => Buffer.alloc(0)), /not accepted/],
  [
    'with HS256 by the public key',
    () => forged({ alg: 'HS256', kid: 'test-1' }, byPublicKeyAsSecret),
    /not accepted/,
  ],
  ['with HS256 by the published key', () => forged({ alg: 'HS256' }, byPublicJwkAsSecret), /not accepted/],
  ['by an unknown key', () => forged({ alg: 'ES256', kid: 'unknown' }, byOwnKey), /nobody knows/],
  [
    'by another key of that name',
    () => forged({ alg: 'ES256', kid: 'test-1' }, byOwnKey),
    /signature that is wrong/,
  ],
  [
    'that brings its own key along',
    () =>
      forged(
        {
          alg: 'ES256',
          kid: 'test-1',
          jwk: createPublicKey(OWN_KEY).export({ format: 'jwk' }),
          jku: 'http://evil.example',
        },
        byOwnKey,
      ),
    /signature that is wrong/,
  ],
  [
    'with other claims under the old signature',
    async () => {
      const theirs = encoded({ sub: 'grace', roles: ['operator'] });
      return whatOf(await staff(), ([h, , s]) => [`${h}`, theirs, `${s}`]);
    },
    /signature that is wrong/,
  ],
  ['that is garbage', async () => 'garbage', /cannot be read/],
  ['that is long garbage', async () => 'x'.repeat(8_000), /cannot be read/],
];

function expectUnauthenticated({ status, headers, body }: Answer, says: RegExp): void {
  expect({ status, type: body.type }).toEqual({ status: 401, type: 'urn:problem:token-refused' });
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="things", error="invalid_token", /);
  expect(body.detail).toMatch(says);
}

describe('a token', () => {
  it('that is good is taken', async () => {
    const { status, body } = await withToken(await serve());
    expect({ status, body }).toEqual({ status: 200, body: { subject: 'grace', restrictedTo: null } });
  });

  it.each(BAD_TOKENS)('%s is refused', async (_, make, says) => {
    expectUnauthenticated(await withToken(await serve(), make()), says);
  });

  it('may be a little late: clocks differ', async () => {
    expect((await withToken(await serve(), by({ expiresIn: -10 })())).status).toBe(200);
    expectUnauthenticated(
      await withToken(await serve({ AUTH_CLOCK_TOLERANCE: '1s' }), by({ expiresIn: -10 })()),
      /has expired/,
    );
  });

  it.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a password', { authorization: 'Basic Z3JhY2U6aG9wcGVy' }],
    ['words', { authorization: 'Bearer let me in' }],
    ['two', { authorization: 'Bearer a.b.c, Bearer d.e.f' }],
  ])('is asked for when there is %s', async (_, headers) => {
    const answer = await (await serve()).get('/things/own', { headers });
    expect({ status: answer.status, type: answer.body.type }).toEqual({
      status: 401,
      type: 'urn:problem:token-missing',
    });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="things"');
  });

  it('is checked with the keys of the settings, whatever address it names', async () => {
    const evil = await TestIssuer.start();
    const { AUTH_JWKS_URL: address } = evil.settings;
    const header = { alg: 'ES256', kid: 'test-1', jku: address, x5u: address };
    expectUnauthenticated(
      await withToken(await serve(), forged(header, byOwnKey)),
      /signature that is wrong/,
    );
    expect({ evil: evil.timesAsked, own: issuer.timesAsked }).toEqual({ evil: 0, own: 1 });
    await evil.stop();
  });

  it('in the path or the body counts for nothing', async () => {
    const http = await serve();
    expect((await http.get(`/things/own?access_token=${await staff()}`)).status).toBe(401);
  });

  it('has its roles and its subject where the settings say', async () => {
    const http = await serve({ AUTH_ROLES_CLAIM: 'realm_access.roles', AUTH_SUBJECT_CLAIM: 'shop_user_id' });
    const claims = {
      roles: [],
      realm_access: { roles: ['customer', 'offline_access'] },
      shop_user_id: ada.toUpperCase(),
    };
    expect((await withToken(http, by({ claims })())).body).toEqual({ subject: ada, restrictedTo: ada });
    expectUnauthenticated(await withToken(http), /'shop_user_id'/);
  });

  it('of the development issuer is refused in production, whatever its issuer is called', async () => {
    const kid = { alg: 'ES256', kid: 'development-1' };
    const { keys, token } = developmentIssuer(kid);
    issuer.publish(keys);
    expect((await withToken(await serve(), Promise.resolve(token))).status).toBe(200);
    const http = await serve({ NODE_ENV: 'production' });
    expectUnauthenticated(await withToken(http, Promise.resolve(token)), /development issuer/);
  });

  it('of the development issuer is refused in production, too, when it keeps silent about its key', async () => {
    const { keys } = developmentIssuer({ alg: 'ES256', kid: 'development-1' });
    const { token } = developmentIssuer({ alg: 'ES256' });
    issuer.publishOnly(keys);
    expect((await withToken(await serve(), Promise.resolve(token))).status).toBe(200);
    const http = await serve({ NODE_ENV: 'production' });
    expectUnauthenticated(await withToken(http, Promise.resolve(token)), /kid/);
  });
});

/** A key that is called as those of tools/issuer, published by somebody else. */
function developmentIssuer(header: { alg: string; kid?: string }) {
  const { AUTH_ISSUER: iss, AUTH_AUDIENCE: aud } = issuer.settings;
  const exp = Math.floor(Date.now() / 1_000) + 60;
  const input = `${encoded(header)}.${encoded({ iss, aud, exp, sub: 'grace', roles: ['staff'] })}`;
  const jwk = createPublicKey(OWN_KEY).export({ format: 'jwk' });
  return {
    keys: [{ ...jwk, ...header, kty: 'EC' }],
    token: `${input}.${byOwnKey(input).toString('base64url')}`,
  };
}

describe('the keys of the issuer', () => {
  it('are read once, when the first token comes', async () => {
    const http = await serve({ AUTH_JWKS_COOLDOWN: '1m' });
    expect(issuer.timesAsked).toBe(0);
    await Promise.all([withToken(http), withToken(http), withToken(http)]);
    expect(issuer.timesAsked).toBe(1);
  });

  it('may change: a new one is taken without a restart, and the old one as long as it is published', async () => {
    const http = await serve();
    const old = await staff();
    expect((await withToken(http, Promise.resolve(old))).status).toBe(200);
    await issuer.addKey();
    expect((await withToken(http)).status).toBe(200);
    expect((await withToken(http, Promise.resolve(old))).status).toBe(200);
    expect(issuer.timesAsked).toBe(2);
  });

  it('may be withdrawn: what one has signed is refused soon', async () => {
    const http = await serve({ AUTH_JWKS_MAX_AGE: '1ms' });
    const old = await staff();
    expect((await withToken(http, Promise.resolve(old))).status).toBe(200);
    await issuer.addKey();
    issuer.removeOldKeys();
    expectUnauthenticated(await withToken(http, Promise.resolve(old)), /nobody knows/);
    expect((await withToken(http)).status).toBe(200);
  });

  it('are not read again for every token with an unknown key', async () => {
    const http = await serve({ AUTH_JWKS_COOLDOWN: '1m' });
    await withToken(http);
    for (let count = 0; count < 5; count += 1)
      expect(
        (await withToken(http, forged({ alg: 'ES256', kid: `made-up-${count}` }, byOwnKey))).status,
      ).toBe(401);
    expect(issuer.timesAsked).toBe(1);
  });

  it('that cannot be read are no fault of the token: 503, and what is public goes on', async () => {
    const http = await serve();
    issuer.away(true);
    const { status, headers, body } = await withToken(http);
    expect({ status, type: body.type }).toEqual({
      status: 503,
      type: 'urn:problem:identity-provider-unavailable',
    });
    expect(headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
    expect((await http.get('/things', bearer(await staff()))).body).toEqual({ subject: null });
    issuer.away(false);
    expect((await withToken(http)).status).toBe(200);
  });

  it('are those that are known already while the issuer is away', async () => {
    const http = await serve();
    await withToken(http);
    issuer.away(true);
    expect((await withToken(http)).status).toBe(200);
  });
});

describe('a route', () => {
  const as = async (subject: string, ...roles: ('customer' | 'staff' | 'operator')[]) => ({
    headers: await issuer.bearer({ subject, roles }),
  });

  it('that is public needs no token, knows who has a good one, and passes over a bad one', async () => {
    const http = await serve();
    expect((await http.get('/things')).body).toEqual({ subject: null });
    expect((await http.get('/things', bearer(await staff()))).body).toEqual({ subject: 'grace' });
    expect((await http.get('/things', bearer('garbage'))).body).toEqual({ subject: null });
  });

  it('takes any of its roles, and restricts a customer to themselves', async () => {
    const http = await serve();
    const own = async (...roles: ('customer' | 'staff')[]) =>
      (await http.get('/things/own', await as(ada, ...roles))).body;
    expect(await own('customer')).toEqual({ subject: ada, restrictedTo: ada });
    expect(await own('customer', 'staff')).toEqual({ subject: ada, restrictedTo: null });
  });

  it('refuses who has none of them, and says which it wants', async () => {
    const http = await serve();
    const { status, headers, body } = await http.get('/things/own', await as(ada, 'operator'));
    expect({ status, type: body.type }).toEqual({ status: 403, type: 'urn:problem:role-missing' });
    expect(body.detail).toContain('customer or staff');
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="things", error="insufficient_scope"/);
    expect((await http.get('/things/own', await as(ada))).status).toBe(403);
    expect((await http.send('POST', '/things/ops', await as(ada, 'staff', 'customer'))).status).toBe(403);
  });

  it('writes down who has done it as the token says, not as the request does', async () => {
    const http = await serve();
    const { headers } = await as('kim', 'operator');
    const { body } = await http.send('POST', '/things/ops', { headers: { ...headers, 'x-actor': 'grace' } });
    expect(body).toEqual({ actor: 'kim' });
  });

  it('is described with who may use it', async () => {
    const { body } = await (await serve()).get('/docs-json');
    expect(body.components.securitySchemes.bearer).toMatchObject({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
    });
    expect(body.paths['/things'].get.security).toBeUndefined();
    const { security, responses, 'x-roles': roles } = body.paths['/things/own'].get;
    expect({ security, roles }).toEqual({ security: [{ bearer: [] }], roles: ['customer', 'staff'] });
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429']));
  });
});

describe('the rate limit', () => {
  const LIMITED = { RATE_LIMIT: '3', RATE_LIMIT_WINDOW: '1m' };

  async function untilRefused(ask: () => Promise<Answer>): Promise<Answer> {
    for (let count = 0; count < 3; count += 1) expect((await ask()).status).toBeLessThan(429);
    return ask();
  }

  it('stops who asks too often, and says when to come back', async () => {
    const http = await serve(LIMITED);
    const { status, headers, body } = await untilRefused(() => http.get('/things'));
    expect({ status, type: body.type }).toEqual({ status: 429, type: 'urn:problem:too-many-requests' });
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('counts each caller by what their token says, whichever token that is, and strangers by their address', async () => {
    const http = await serve(LIMITED);
    expect((await untilRefused(() => withToken(http))).status).toBe(429);
    expect((await withToken(http, issuer.token({ subject: ada, roles: ['customer'] }))).status).toBe(200);
    expect((await http.get('/things')).status).toBe(200);
  });

  it('counts bad tokens, too: whoever tries many is a stranger who asks often', async () => {
    const http = await serve(LIMITED);
    expect((await untilRefused(() => http.get('/things/own', bearer('garbage')))).status).toBe(429);
  });

  it('believes no address that the request claims, unless it comes from a proxy', async () => {
    const from = (http: HttpClient) => {
      let last = 0;
      return () => http.get('/things', { headers: { 'x-forwarded-for': `192.0.2.${(last += 1)}` } });
    };
    expect((await untilRefused(from(await serve(LIMITED)))).status).toBe(429);
    expect((await untilRefused(from(await serve({ ...LIMITED, TRUSTED_PROXIES: '1' })))).status).toBe(200);
  });

  it('is none for probes, and none when it is 0', async () => {
    const http = await serve(LIMITED);
    for (let count = 0; count < 5; count += 1) expect((await http.get('/things/probe')).status).toBe(200);
    const unlimited = await serve({ RATE_LIMIT: '0' });
    for (let count = 0; count < 5; count += 1) expect((await unlimited.get('/things')).status).toBe(200);
  });
});
