const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } = require('jose');
const { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY } = require('../../libs/platform/src/access/development-issuer');
const { freePorts } = require('../servers/ports');
const { readTokenArguments } = require('./arguments');
const { checkIssuerPort } = require('./port');
const { startIssuer } = require('./server');
const {
  AUDIENCE,
  ISSUER,
  KEY_PREFIX,
  issuerAddress,
  issuerPort,
  issuerUrl,
  trustingSettings,
} = require('./settings');
const { signingKey } = require('./signing-key');
const { bearer, customer, tokenFor } = require('./tokens');

const USER = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';

describe('the development issuer', () => {
  /** @type {http.Server} */
  let server;
  const { ISSUER_PORT: before } = process.env;

  beforeAll(async () => {
    process.env.ISSUER_PORT = String((await freePorts(1))[0]);
    server = await startIssuer();
  });
  afterAll(async () => {
    await new Promise((resolve) => void server.close(resolve));
    if (before === undefined) delete process.env.ISSUER_PORT;
    else process.env.ISSUER_PORT = before;
  });

  /** As a service does. @param {string} token */
  const verify = (token) =>
    jwtVerify(token, createRemoteJWKSet(new URL(`${issuerUrl()}/jwks.json`)), {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['ES256'],
    });

  /** @param {string} query @param {Record<string, string>} [headers] @param {string} [path] */
  const ask = (query, headers = {}, path = '/token') =>
    new Promise((resolve, reject) => {
      const request = http.get(`${issuerUrl()}${path}?${query}`, { headers, agent: false }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
      });
      request.on('error', reject);
    });

  it('is called as the services know it, which refuse it in production', () => {
    expect({ ISSUER, KEY_PREFIX }).toEqual({ ISSUER: DEVELOPMENT_ISSUER, KEY_PREFIX: DEVELOPMENT_KEY });
  });

  it('publishes the key that it signs with, and nothing of it that is private', async () => {
    const { payload, protectedHeader } = await verify(await tokenFor(customer(USER)));
    expect(payload).toMatchObject({ sub: USER, roles: ['customer'] });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(12 * 3_600);
    expect(protectedHeader.kid).toMatch(/^development-/);
    const published = JSON.stringify(await (await fetch(`${issuerUrl()}/jwks.json`)).json());
    const { privateKey } = await signingKey();
    expect(published).not.toContain(String(privateKey.export({ format: 'jwk' }).d));
  });

  it('makes tokens over HTTP, too', async () => {
    const { body } = await ask(`user=${USER}`);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 43_200 });
    expect((await verify(body.access_token)).payload).toMatchObject({ sub: USER, roles: ['customer'] });
    const staff = (await ask('role=staff&role=operator&name=ada')).body.access_token;
    expect((await verify(staff)).payload).toMatchObject({ sub: 'ada', roles: ['staff', 'operator'] });
  });

  it.each(['', 'role=admin', 'user=ada', 'role=customer'])(
    'refuses what it does not understand: "%s"',
    async (query) => {
      expect(await ask(query)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    },
  );

  it('gives no token to who calls it by the name of another computer, and its public key to everybody', async () => {
    const asked = { host: 'evil.example' };
    expect(await ask('role=staff', asked)).toMatchObject({ status: 403 });
    expect(await ask('', asked, '/jwks.json')).toMatchObject({
      status: 200,
      body: { keys: [{ alg: 'ES256' }] },
    });
  });

  it('says which variable moves it when its port is taken', async () => {
    await expect(checkIssuerPort()).rejects.toThrow(
      `Port ${issuerPort()}, which the development issuer needs`,
    );
  });

  it('has one key, however many want it first, for its owner alone', async () => {
    const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'issuer-')), 'issuer');
    const keys = await Promise.all([signingKey(folder), signingKey(folder), signingKey(folder)]);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
    expect((await signingKey(folder)).id).toBe(keys[0]?.id);
    expect(fs.statSync(path.join(folder, 'key.pem')).mode & 0o077).toBe(0);
    expect(fs.readdirSync(folder)).toEqual(['key.pem']);
    fs.rmSync(path.dirname(folder), { recursive: true });
  });

  it('signs with the key whose name the token tells', async () => {
    const { authorization } = await bearer(customer(USER));
    expect(decodeProtectedHeader(authorization.replace('Bearer ', '')).kid).toBe((await signingKey()).id);
  });
});

describe('where it listens', () => {
  it('is its usual port, that of the instance, or the one that is chosen', () => {
    expect(issuerPort({})).toBe(3010);
    expect(issuerPort({ WARREN_INSTANCE: 'second' })).not.toBe(3010);
    expect(trustingSettings({ ISSUER_PORT: '4010' }).AUTH_JWKS_URL).toBe('http://127.0.0.1:4010/jwks.json');
    expect(() => issuerPort({ ISSUER_PORT: 'x' })).toThrow('ISSUER_PORT must be a port');
  });

  it('is the loopback, unless it is told otherwise', () => {
    expect(issuerAddress({})).toBe('127.0.0.1');
    expect(issuerAddress({ ISSUER_ADDRESS: ' 0.0.0.0 ' })).toBe('0.0.0.0');
  });
});

describe('npm run token', () => {
  it.each([
    [['--user', USER.toUpperCase()], { subject: USER, roles: ['customer'] }],
    [
      ['--role', 'staff', '--role', 'operator', '--name', 'ada'],
      { subject: 'ada', roles: ['staff', 'operator'] },
    ],
    [['--role', 'staff'], { subject: os.userInfo().username, roles: ['staff'] }],
  ])('understands %j', (args, identity) => expect(readTokenArguments(args)).toEqual(identity));

  it.each([[[]], [['--role', 'admin']], [['--user', 'ada']], [['--roles', 'staff']], [['staff']]])(
    'says what can be said when it is given %j',
    (args) => expect(() => readTokenArguments(args)).toThrow(/npm run token -- --role staff/),
  );
});
