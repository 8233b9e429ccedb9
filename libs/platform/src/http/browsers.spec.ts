import { Controller, Get, Logger, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Public } from '../access/access-rule';
import { readConfig } from '../config/service-config';
import { HttpClient } from '../testing/http-client';
import { serveHttpOnly } from '../testing/http-only';
import { NEEDED_SETTINGS } from '../testing/needed-settings';

@Controller('things')
@Public('Who asks is no matter here.')
class ThingsController {
  @Get() list() {
    return {};
  }

  @Post() make() {
    return {};
  }
}

const SHOP = 'https://shop.example.com';
const EVIL = 'https://evil.example';
const apps: NestExpressApplication[] = [];

async function serve(env: Record<string, string> = {}): Promise<HttpClient> {
  const config = readConfig('things', { ...NEEDED_SETTINGS, ...env });
  const app = await serveHttpOnly(config, ThingsController);
  apps.push(app);
  return new HttpClient(await app.getUrl(), 'nobody');
}

beforeAll(() => Logger.overrideLogger(false));
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

/** What a browser asks before it lets a page send such a request, and what the answer allows. */
async function preflight(http: HttpClient, origin: string) {
  const { headers } = await http.send('OPTIONS', '/things', {
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });
  return [...headers].filter(([name]) => name.startsWith('access-control-allow'));
}

describe('a page of another origin', () => {
  it('may do nothing unless its origin is named', async () => {
    const http = await serve();
    expect(await preflight(http, SHOP)).toEqual([]);
    const { headers } = await http.get('/things', { headers: { origin: SHOP } });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('may send requests and read answers when it is, with its token, and without cookies', async () => {
    const http = await serve({ CORS_ORIGINS: `${SHOP},http://localhost:5173` });
    const allowed = Object.fromEntries(await preflight(http, SHOP));
    expect(allowed).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-headers': expect.stringContaining('authorization') as string,
      'access-control-allow-methods': expect.stringContaining('POST') as string,
    });
    expect(allowed).not.toHaveProperty('access-control-allow-credentials');
    const { headers } = await http.get('/things', { headers: { origin: SHOP } });
    expect(headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(headers.get('access-control-expose-headers')?.toLowerCase()).toContain('x-correlation-id');
  });

  it('may do nothing when another one is', async () => {
    const http = await serve({ CORS_ORIGINS: SHOP });
    for (const origin of [EVIL, `${SHOP}.evil.example`, 'null', 'http://shop.example.com'])
      expect(Object.fromEntries(await preflight(http, origin))).not.toHaveProperty(
        'access-control-allow-origin',
      );
  });
});

describe('every answer', () => {
  it.each(['/things', '/nothing', '/docs'])('tells browsers to be careful (%s)', async (path) => {
    const { headers } = await (await serve()).get(path);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

it('the page of the API docs needs nothing that the policy forbids, and finds all its parts', async () => {
  const http = await serve();
  const { headers, body } = await http.get('/docs');
  expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  const page = body.text as string;
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>[^<]/); // none inside the page
  expect(page).not.toMatch(/\son\w+=/);
  const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
  expect(parts.filter((part) => part.endsWith('.js')).length).toBeGreaterThan(1);
  for (const part of parts) {
    expect(part).toMatch(/^\.?\/(?!\/)/); // of this origin
    const { pathname } = new URL(part, `${http.url}/docs`);
    expect({ pathname, status: (await http.get(pathname)).status }).toEqual({ pathname, status: 200 });
  }
});
