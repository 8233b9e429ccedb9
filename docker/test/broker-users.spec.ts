import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DOCKER } from './compose-file';

// Stands in for rabbitmqctl: keeps what it is given.
const FAKE_CTL = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
cat > "$here/imported"
`;

interface Definitions {
  vhosts: { name: string }[];
  users: { name: string; tags: string[]; password_hash: string; hashing_algorithm: string }[];
  permissions: { user: string; vhost: string }[];
  topic_permissions: { user: string; vhost: string }[];
  exchanges: { name: string; vhost: string }[];
}

describe('docker/shop/broker-users.sh', () => {
  const generated = path.join(DOCKER, 'rabbitmq/definitions.json');
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'warren-broker-users-'));
    writeFileSync(path.join(folder, 'rabbitmqctl'), FAKE_CTL, { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function imported(env: Record<string, string>): Definitions {
    execFileSync('sh', [path.join(DOCKER, 'shop/broker-users.sh'), generated], {
      env: { PATH: `${folder}${path.delimiter}${process.env.PATH}`, ...env },
      stdio: 'pipe',
    });
    expect(readFileSync(path.join(folder, 'calls'), 'utf8')).toBe('--quiet import_definitions\n');
    return JSON.parse(readFileSync(path.join(folder, 'imported'), 'utf8')) as Definitions;
  }

  it('changes the host and the passwords of what npm run docs has written, and nothing else', () => {
    const given = JSON.parse(readFileSync(generated, 'utf8')) as Definitions;
    const at = <Entry>(entries: Entry[]) => entries.map((entry) => ({ ...entry, vhost: 'shop' }));
    expect(imported({ VHOST: 'shop', SHOP_PASSWORD: 'open' })).toEqual({
      ...given,
      vhosts: [{ name: 'shop' }],
      users: given.users.map((user) => ({ ...user, password_hash: expect.any(String) })),
      permissions: at(given.permissions),
      topic_permissions: at(given.topic_permissions),
      exchanges: at(given.exchanges),
    });
  });

  it('writes the password as RabbitMQ keeps it', () => {
    for (const { password_hash, hashing_algorithm } of imported({
      VHOST: 'shop',
      SHOP_PASSWORD: 'open$esame',
    }).users) {
      expect(hashing_algorithm).toBe('rabbit_password_hashing_sha256');
      const [salt, hash] = [4, 36].map((end, index) =>
        Buffer.from(password_hash, 'base64').subarray(index * 4, end),
      );
      const expected = createHash('sha256').update(salt!).update('open$esame').digest('hex');
      expect(hash?.toString('hex')).toBe(expected);
    }
  });

  it.each(['VHOST', 'SHOP_PASSWORD'])('makes nobody without %s', (missing) => {
    const env = { VHOST: 'shop', SHOP_PASSWORD: 'open', [missing]: '' };
    expect(() => imported(env)).toThrow(missing);
    expect(existsSync(path.join(folder, 'calls'))).toBe(false);
  });
});
