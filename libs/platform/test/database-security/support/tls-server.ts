import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '@warren/eventing/testing';
import { query } from '@warren/platform/testing';
import { startPrivatePostgres } from '../../../../../tools/servers';
import type { Authority, Identity } from '../../../../../tools/servers/test/authority';
import { makeRoles, type PrivatePostgres } from '../../../../../tools/servers/test/database-roles';

const FOLDER = path.join(__dirname, '../../../../../docker/postgres');

/** Where they are here: beside the data, where a pg_hba.conf is looked for unless it is said otherwise. */
const BESIDE = { ssl_cert_file: 'server.pem', ssl_key_file: 'server.key', ssl_ca_file: 'ca.pem' };

/** The lines of the file for production, but for the place of pg_hba.conf. */
function productionSettings(): Record<string, string> {
  const lines = readFileSync(path.join(FOLDER, 'postgresql.conf'), 'utf8').split('\n');
  const settings = lines.filter((line) => /^[a-z]/.test(line) && !line.startsWith('hba_file '));
  return Object.fromEntries(
    settings.map((line) => {
      const [name = '', value = ''] = line.split(' = ');
      return [name, value.replace(/^'(.*)'$/, '$1')];
    }),
  );
}

/**
 * Who may log in, as in the file for production, with two changes: the superuser of the tests comes over the network, and the roles of users
 * log in by their certificates.
 */
function accessFile(): string {
  const production = readFileSync(path.join(FOLDER, 'pg_hba.conf'), 'utf8');
  const byCertificate = production.replace(/^(hostssl "users" .*) scram-sha-256$/m, '$1 cert');
  return `host all postgres 127.0.0.1/32 trust\n${byCertificate.replace(/^local .*$/m, '')}`;
}

const filesOf = ({ cert, key }: Identity) => ({
  'server.pem': readFileSync(cert, 'utf8'),
  'server.key': readFileSync(key, 'utf8'),
});

/** A PostgreSQL with the files of docker/postgres. */
export class TlsServer {
  private constructor(readonly postgres: PrivatePostgres) {}

  static async start(authority: Authority, identity: Identity): Promise<TlsServer> {
    const files = {
      ...filesOf(identity),
      'ca.pem': readFileSync(authority.cert, 'utf8'),
      'pg_hba.conf': accessFile(),
    };
    const postgres = await startPrivatePostgres({ files, settings: { ...productionSettings(), ...BESIDE } });
    await makeRoles(postgres);
    return new TlsServer(postgres);
  }

  /** Has it show another certificate from now on. */
  async show(identity: Identity): Promise<void> {
    const loaded = () => query<{ at: string }>(this.postgres.url, 'select pg_conf_load_time()::text as at');
    const [before] = await loaded();
    this.postgres.place(filesOf(identity));
    await query(this.postgres.url, 'select pg_reload_conf()');
    await eventually('the certificate is loaded', async () => (await loaded())[0]?.at !== before?.at);
  }

  stop(): Promise<void> {
    return this.postgres.stop();
  }
}
