import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY } from '../../libs/platform/src/access/development-issuer';
import { ended, start } from './programs';

const PROGRAM = join(__dirname, '../overlays/local/issuer/issuer.mjs');
const USER = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';

describe('the issuer of a cluster on a laptop', () => {
  let folder: string;
  let env: Record<string, string>;
  let server: ChildProcess;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'issuer-'));
    env = { KEY_FILE: join(folder, 'key.pem'), PORT: '0' };
    server = start(PROGRAM, [], env);
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    address = `http://127.0.0.1:${/:(\d+)\//.exec(String(line))?.[1]}`;
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true });
  });

  const token = async (...args: string[]) => (await ended(PROGRAM, args, env)).output;

  /** As a service does. */
  const verified = async (jwt: string) =>
    (
      await jwtVerify(jwt, createRemoteJWKSet(new URL(`${address}/jwks.json`)), {
        issuer: DEVELOPMENT_ISSUER,
        audience: 'warren',
        algorithms: ['ES256'],
      })
    ).payload;

  it('makes tokens that services take, of its one key', async () => {
    expect(await verified(await token('--role', 'staff', '--role', 'operator'))).toMatchObject({
      roles: ['staff', 'operator'],
    });
    expect(await verified(await token('--user', USER))).toMatchObject({ sub: USER, roles: ['customer'] });
  });

  it('calls its key as one that production refuses', async () => {
    expect(decodeProtectedHeader(await token('--role', 'staff')).kid).toMatch(
      new RegExp(`^${DEVELOPMENT_KEY}`),
    );
  });

  it('tells everybody the public half alone, and makes no token over HTTP', async () => {
    const { keys } = (await (await fetch(`${address}/jwks.json`)).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
    expect((await fetch(`${address}/token?role=staff`)).status).toBe(404);
    expect(statSync(join(folder, 'key.pem')).mode & 0o077).toBe(0);
  });
});
