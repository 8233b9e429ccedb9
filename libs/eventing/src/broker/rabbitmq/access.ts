import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unescape } from 'node:querystring';
import { credentials } from 'amqplib';

/** Paths of PEM files for a broker whose address begins with `amqps://`. */
export interface TlsFiles {
  /** Of the authority that signed the broker's certificate; without it those that Node.js knows. */
  caFile?: string;
  /** The client's own certificate and its key, where the broker wants to see one (mutual TLS). */
  certFile?: string;
  keyFile?: string;
}

/** What the AMQP library is told beside the address. */
export interface AccessOptions {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  credentials?: ReturnType<typeof credentials.external>;
}

/**
 * How to get in. Reads the files each time, so that certificates which were renewed hold from the next connection on.
 *
 * With a certificate and an address without a user, the certificate is what one logs in with (EXTERNAL): the broker's user is
 * the certificate's common name.
 *
 * @throws what the file system has against reading a file.
 */
export function accessOptions(url: string, tls: TlsFiles = {}): AccessOptions {
  if (!url.startsWith('amqps:')) return {};
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file));
  return {
    ...{ ca: read(tls.caFile), cert: read(tls.certFile), key: read(tls.keyFile) },
    ...(logsInByCertificate(url, tls) && { credentials: credentials.external() }),
  };
}

/** As whom one logs in; `guest` where the address names nobody, as the AMQP library has it. */
export function brokerUserOf(url: string, tls: TlsFiles = {}): string {
  if (logsInByCertificate(url, tls)) return commonNameIn(tls.certFile as string);
  const { username = '' } = URL.canParse(url) ? new URL(url) : {};
  return unescape(username) || 'guest';
}

function logsInByCertificate(url: string, { certFile }: TlsFiles): boolean {
  if (certFile === undefined || !url.startsWith('amqps:') || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}

function commonNameIn(certFile: string): string {
  const { subject } = new X509Certificate(readFileSync(certFile));
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? '';
}
