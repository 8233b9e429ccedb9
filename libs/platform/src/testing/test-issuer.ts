import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Role } from '../access/roles';

const ALGORITHM = 'ES256';

/** Who a token is for. */
export interface Identity {
  /** Of a customer, the id of the user. */
  subject: string;
  roles: Role[];
}

/** What a token says otherwise than a good one would. Times are in seconds from now. */
export interface TokenOptions {
  issuer?: string;
  audience?: string;
  expiresIn?: number;
  notBefore?: number;
  /** More claims, or other values of those; undefined leaves one out. */
  claims?: Record<string, unknown>;
}

interface Key {
  id: string;
  privateKey: CryptoKey;
  published: JWK;
}

/**
 * An identity provider of the test's own: it makes tokens, publishes its keys over HTTP, and changes them when the test wants.
 *
 * @example
 * ```ts
 * const issuer = await TestIssuer.start();
 * const orders = await startService(OrdersModule, { name: 'orders', migrations, env: issuer.settings });
 * await orders.get('/orders', { headers: await issuer.bearer({ subject: userId, roles: ['customer'] }) });
 * ```
 */
export class TestIssuer {
  private keys: Key[] = [];
  private keysMade = 0;
  private foreign: JWK[] = [];
  private isAway = false;
  private asked = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TestIssuer> {
    const server = createServer();
    const issuer = new TestIssuer(server);
    server.on('request', (_, response) => {
      issuer.asked += 1;
      response.setHeader('Connection', 'close'); // nothing of it outlives the test
      if (issuer.isAway) response.writeHead(503).end();
      else response.setHeader('Content-Type', 'application/json').end(issuer.keySet());
    });
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    await issuer.addKey();
    return issuer;
  }

  /** What a service that trusts it has in its environment. What is cached is cached for a moment only. */
  get settings(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      AUTH_ISSUER: 'urn:test:issuer',
      AUTH_AUDIENCE: 'warren-test',
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
      AUTH_JWKS_COOLDOWN: '1ms',
    };
  }

  /** How often somebody has read its keys. */
  get timesAsked(): number {
    return this.asked;
  }

  /** From now on a new key signs; the others stay published. */
  async addKey(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const id = `test-${(this.keysMade += 1)}`;
    const published = { ...(await exportJWK(publicKey)), kid: id, alg: ALGORITHM, use: 'sig' };
    this.keys.push({ id, privateKey, published });
  }

  /** Publishes no key but the newest. */
  removeOldKeys(): void {
    this.keys = this.keys.slice(-1);
  }

  /** Publishes these beside its own. */
  publish(keys: JWK[]): void {
    this.foreign = keys;
  }

  /** Publishes these and none of its own. */
  publishOnly(keys: JWK[]): void {
    this.keys = [];
    this.foreign = keys;
  }

  /** Its keys cannot be read, until it is back. */
  away(isAway: boolean): void {
    this.isAway = isAway;
  }

  /** What it publishes of its newest key: whoever has it can check tokens, and not make them. */
  get publicKey(): JWK {
    return this.newest.published;
  }

  async token({ subject, roles }: Identity, options: TokenOptions = {}): Promise<string> {
    const { AUTH_ISSUER, AUTH_AUDIENCE } = this.settings;
    const { issuer = AUTH_ISSUER, audience = AUTH_AUDIENCE, expiresIn = 3_600, notBefore, claims } = options;
    const now = Math.floor(Date.now() / 1_000);
    const times = {
      iat: now,
      exp: now + expiresIn,
      ...(notBefore !== undefined && { nbf: now + notBefore }),
    };
    return new SignJWT({ iss: issuer, aud: audience, sub: subject, roles, ...times, ...claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.newest.id })
      .sign(this.newest.privateKey);
  }

  /** The header that shows such a token. */
  async bearer(identity: Identity, options?: TokenOptions): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.token(identity, options)}` };
  }

  async stop(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }

  private keySet(): string {
    return JSON.stringify({ keys: [...this.keys.map(({ published }) => published), ...this.foreign] });
  }

  private get newest(): Key {
    return this.keys.at(-1) as Key;
  }
}

let shared: Promise<TestIssuer> | undefined;

/** The one that all services of a test trust, unless the test says otherwise. It ends with the process. */
export function testIssuer(): Promise<TestIssuer> {
  return (shared ??= TestIssuer.start());
}

/** What a service of a test needs to know of those who call it: whom it trusts, and that nobody asks too often. */
export async function accessSettings(): Promise<Record<string, string>> {
  return { ...(await testIssuer()).settings, RATE_LIMIT: '0' };
}
