import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DOCKER } from './compose-file';

// Stands in for rabbitmqctl: knows the virtual hosts of the file beside it, and notes how it was called.
const FAKE_CTL = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
case "$*" in *list_vhosts*) cat "$here/vhosts" ;; esac
`;

// Stands in for users.sh: notes what it finds in the folder that it is given.
const FAKE_USERS = `#!/bin/sh
user() { echo "$1 has $(cat "$passwords/$1")"; }
passwords=$1
echo "$1" > "$(dirname "$0")/folder"
user 'orders' '^x$' '^x$' '^x$'
user 'shipping-labels' '^x$' '^x$' '^x$'
`;

describe('docker/shop/broker-users.sh', () => {
  let folder: string;
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8').trim();

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'warren-broker-users-'));
    writeFileSync(path.join(folder, 'rabbitmqctl'), FAKE_CTL, { mode: 0o755 });
    writeFileSync(path.join(folder, 'users.sh'), FAKE_USERS);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(
    vhosts: string[],
    env: Record<string, string> = { VHOST: 'shop', SHOP_PASSWORD: 'open$esame' },
  ) {
    writeFileSync(path.join(folder, 'vhosts'), vhosts.map((vhost) => `${vhost}\n`).join(''));
    const script = path.join(DOCKER, 'shop/broker-users.sh');
    return execFileSync('sh', [script, path.join(folder, 'users.sh')], {
      env: { PATH: `${folder}${path.delimiter}${process.env.PATH}`, ...env },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  }

  it('has a password for each user that the script makes, and none is left behind', () => {
    expect(run(['/'])).toBe('orders has open$esame\nshipping-labels has open$esame\n');
    expect(existsSync(read('folder'))).toBe(false);
  });

  it('makes the virtual host where there is none, whatever others are called', () => {
    run(['/', 'workshop', 'shop-2']);
    expect(read('calls')).toMatch(/add_vhost shop$/);
  });

  it('makes none a second time', () => {
    run(['/', 'shop']);
    expect(read('calls')).not.toContain('add_vhost');
  });

  it.each(['VHOST', 'SHOP_PASSWORD'])('makes nobody without %s', (missing) => {
    const env = { VHOST: 'shop', SHOP_PASSWORD: 'open', [missing]: '' };
    expect(() => run(['/'], env)).toThrow(missing);
    expect(existsSync(path.join(folder, 'folder'))).toBe(false);
  });
});
