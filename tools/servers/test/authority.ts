import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Files of one who has a certificate. */
export interface Identity {
  cert: string;
  key: string;
}

/** An authority that signs certificates, made by openssl in a folder of its own. */
export class Authority {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'warren-authority-'));
  readonly cert = this.file('ca.pem');
  private readonly key = this.file('ca.key');

  constructor(name = 'Test authority') {
    const asAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
    const names = ['-subj', `/CN=${name}`, '-days', '1', ...asAuthority];
    openssl('req', '-x509', ...NEW_KEY, '-keyout', this.key, '-out', this.cert, ...names);
  }

  /** @param name the common name @param hosts as which a server may be called @param days for which it is good; fewer than none: it has expired */
  issue(name: string, hosts: string[] = [], days = 1): Identity {
    const [cert, key, request, extensions] = ['pem', 'key', 'csr', 'ext'].map((end) =>
      this.file(`${name}.${end}`),
    ) as [string, string, string, string];
    const alternatives = hosts.map((host) => `DNS:${host}`).join(',');
    writeFileSync(
      extensions,
      alternatives ? `subjectAltName=${alternatives}\n` : 'basicConstraints=CA:FALSE\n',
    );
    openssl('req', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', `/CN=${name}`);
    const by = ['-CA', this.cert, '-CAkey', this.key, '-CAcreateserial'];
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-out',
      cert,
      '-days',
      String(days),
      '-extfile',
      extensions,
      ...by,
    );
    return { cert, key };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
