import { cannotConnect, whyNoConnection } from './connect-failure';

const address = {
  url: 'postgres://orders:hunter2@db.example.com/orders?sslmode=verify-full',
  variable: 'MIGRATION_DATABASE_URL',
} as const;
const why = (code: string, message = 'as the driver says it', url: string = address.url) =>
  whyNoConnection(Object.assign(new Error(message), { code }), { ...address, url });

it.each<[string, string, string | undefined, RegExp]>([
  ['an unknown authority', 'SELF_SIGNED_CERT_IN_CHAIN', undefined, /sslrootcert in MIGRATION_DATABASE_URL/],
  ['another name', 'ERR_TLS_CERT_ALTNAME_INVALID', undefined, /made out to another name/],
  ['a certificate that is no longer good', 'CERT_HAS_EXPIRED', undefined, /not valid now/],
  ['a file that is missing', 'ENOENT', "no such file, open '/ca.pem'", /cannot be read .*\/ca\.pem/],
  ['a server without TLS', '', 'The server does not support SSL connections', /speaks no TLS/],
  [
    'a server with TLS only',
    '28000',
    'no pg_hba.conf entry for host "::1", user "orders", database "orders", no encryption',
    /lets nobody in without TLS/,
  ],
  [
    'a certificate that is asked for',
    '28000',
    'connection requires a valid client certificate',
    /sslcert and/,
  ],
  ['a server that hangs up', 'ECONNRESET', 'read ECONNRESET', /hung up in the middle of TLS/],
  ['a wrong password', '28P01', undefined, /does not take the password of MIGRATION_DATABASE_URL/],
  ['no right to connect', '42501', 'permission denied for database', /may not connect to it/],
])('tells %s in words, and what was said', (_, code, message, words) => {
  expect(why(code, message)).toMatch(words);
  expect(why(code, message)).toContain(message ?? 'as the driver says it');
});

it('blames no certificates where nothing is encrypted', () => {
  expect(why('ECONNRESET', 'read ECONNRESET', 'postgres://db.example.com/orders')).toBe('read ECONNRESET');
});

it('names the database and never the password', () => {
  const message = cannotConnect(Object.assign(new Error('no'), { code: '3D000' }), address);
  expect(message).toMatch(
    /^The database "orders" on db\.example\.com cannot be used: no\. Create it, or set MIG/,
  );
  expect(message).not.toContain('hunter2');
});
