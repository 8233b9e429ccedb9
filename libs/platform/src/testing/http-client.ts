import { eventually } from '@warren/eventing/testing';
import { testIssuer, type Identity } from './test-issuer';

/** What a service answered. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed, where it is JSON; else `{ text }`. */
  body: ReturnType<typeof JSON.parse>;
}

/** A request as it is put together by hand: `json` is serialised, `raw` is sent as it is. */
export interface Call {
  json?: unknown;
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** Somebody who may do whatever a role allows: most tests are not about who asks. */
const STAFF_AND_OPERATOR: Identity = { subject: 'tester', roles: ['staff', 'operator'] };

/**
 * Talks HTTP to one service, without an opinion on what it answers. It shows a token of the {@link testIssuer}: unless told otherwise
 * that of somebody who is staff and operator at once.
 */
export class HttpClient {
  constructor(
    readonly url: string,
    private readonly identity: Identity | 'nobody' = STAFF_AND_OPERATOR,
  ) {}

  /** The same service, asked by somebody else. */
  as(subject: string, ...roles: Identity['roles']): HttpClient {
    return new HttpClient(this.url, { subject, roles });
  }

  /** The same service, asked by a customer: the user with this id. */
  asCustomer(userId: string): HttpClient {
    return this.as(userId, 'customer');
  }

  /** The same service, asked by who has no token. */
  anonymous(): HttpClient {
    return new HttpClient(this.url, 'nobody');
  }

  get(path: string, call?: Call): Promise<Answer> {
    return this.send('GET', path, call);
  }

  post(path: string, json?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('POST', path, { json, ...(headers && { headers }) });
  }

  put(path: string, json?: unknown): Promise<Answer> {
    return this.send('PUT', path, { json });
  }

  patch(path: string, json?: unknown): Promise<Answer> {
    return this.send('PATCH', path, { json });
  }

  async send(method: string, path: string, { json, raw, headers = {} }: Call = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(await this.credentials()),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? raw : JSON.stringify(json),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  }

  /** The headers that say who asks: for requests that a test sends by other means. */
  async credentials(): Promise<Record<string, string>> {
    return this.identity === 'nobody' ? {} : (await testIssuer()).bearer(this.identity);
  }
}

/**
 * Asks again as long as the answer is "503, come back": on a busy machine many requests at once may wait for a database
 * connection longer than the service lets them.
 *
 * @throws Error when it still is after a minute.
 */
export function untilAvailable(ask: () => Promise<Answer>): Promise<Answer> {
  return eventually('an answer other than 503', async () => {
    const answer = await ask();
    return answer.status !== 503 && answer;
  });
}

/**
 * Waits until a service hears events. One that is published before its queues are bound is sent to nobody, and never comes.
 *
 * @throws Error with what the service said last when it is not ready after a minute.
 */
export async function untilReady(service: HttpClient): Promise<void> {
  await eventually('the service to be ready', async () => {
    const { body } = await service.get('/health/ready');
    if (body.status !== 'ready') throw new Error(`It says ${JSON.stringify(body)}.`);
    return true;
  });
}
