import { certificateProblemOf } from '@warren/eventing';
import { nameOfDatabase, type DatabaseAddress } from './address';

const UNREADABLE = new Set(['ENOENT', 'EACCES', 'EISDIR']);

const NO_SUCH_DATABASE = '3D000';
const WRONG_PASSWORD = '28P01';
const NOT_LET_IN = '28000';
const NO_RIGHT_TO_CONNECT = '42501';

/** A server that is shown a certificate of another authority says so by an alert of TLS, or only hangs up. */
const HUNG_UP = /alert|ECONNRESET|EPIPE|socket disconnected/i;

/** What went wrong and what to do about it, in words for who has to mend it, where there are better ones than the error's. */
export function whyNoConnection(error: unknown, address: DatabaseAddress): string {
  const { code = '', message } = error as { code?: string; message?: string };
  const said = message || code || String(error);
  const explanation = encryption(code, said, address) ?? permission(code, address);
  return explanation === undefined ? said : `${explanation} (${said})`;
}

/** The whole message, with the database and advice. */
export function cannotConnect(error: unknown, address: DatabaseAddress): string {
  const why = whyNoConnection(error, address);
  const { code } = error as { code?: string };
  const advice =
    code === NO_SUCH_DATABASE
      ? `Create it, or set ${address.variable} to one that exists.`
      : `Is PostgreSQL running there, and is ${address.variable} right?`;
  return `${nameOfDatabase(address.url)} cannot be used: ${why}. ${advice}`;
}

/** Undefined when encryption has nothing to do with it. */
function encryption(code: string, said: string, { url, variable }: DatabaseAddress): string | undefined {
  const problem = certificateProblemOf(code);
  const isEncrypted = /[?&]ssl/.test(url);
  if (UNREADABLE.has(code))
    return `a file that ${variable} names (sslrootcert, sslcert, sslkey) cannot be read`;
  if (problem === 'unknown authority')
    return `its certificate is signed by an authority that this service does not know: sslrootcert in ${variable} must be the file with the certificate of that authority`;
  if (problem === 'other name')
    return `its certificate is made out to another name: ${variable} must call it as its certificate does`;
  if (problem === 'not valid now') return 'its certificate is not valid now';
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH')
    return `sslcert and sslkey in ${variable} do not belong together`;
  if (said.includes('does not support SSL'))
    return `it speaks no TLS, and ${variable} asks for it: turn it on there (docs/database-security.md)`;
  if (code === NOT_LET_IN && /no encryption|SSL off/.test(said))
    return `it lets nobody in without TLS: ${variable} would end with ?sslmode=verify-full`;
  if (code === NOT_LET_IN && said.includes('certificate'))
    return `it wants to see a certificate made out to this role: sslcert and sslkey in ${variable}`;
  if (isEncrypted && HUNG_UP.test(`${code} ${said}`))
    return `it hung up in the middle of TLS, as a server does that wants to see a certificate which its authority has signed: sslcert and sslkey in ${variable}`;
  return undefined;
}

function permission(code: string, { variable }: DatabaseAddress): string | undefined {
  if (code === WRONG_PASSWORD) return `it does not take the password of ${variable}`;
  if (code === NO_RIGHT_TO_CONNECT)
    return `the role of ${variable} may not connect to it: each service has a database and roles of its own (docs/database-security.md)`;
  return undefined;
}
