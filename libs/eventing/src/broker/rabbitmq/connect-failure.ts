import { unescape } from 'node:querystring';
import { certificateProblemOf } from '../../certificate-problem';

/** All that amqplib says when the broker hangs up as soon as it hears the name of the virtual host. */
const CLOSED_AT_THE_VIRTUAL_HOST = /^Expected ConnectionOpenOk; got <ConnectionClose/;

/** A broker that wants a certificate and gets none, or a wrong one, says so by an alert of TLS, or only hangs up. */
const HUNG_UP = /alert|socket hang up|ECONNRESET|EPIPE|closed abruptly|disconnected before secure/i;

/** Undefined when encryption has nothing to do with it. */
function tlsFailure(error: Error, url: string): string | undefined {
  const { code = '' } = error as { code?: string };
  const problem = certificateProblemOf(code);
  if (problem === 'unknown authority')
    return 'its certificate is signed by an authority that this service does not know: RABBITMQ_CA_FILE must hold the certificate of that authority';
  if (problem === 'other name')
    return 'its certificate is made out to another name: RABBITMQ_URL must call it as its certificate does';
  if (problem === 'not valid now') return 'its certificate is not valid now';
  if (!HUNG_UP.test(`${code} ${error.message}`)) return undefined;
  return url.startsWith('amqps:')
    ? 'it hung up in the middle of TLS, as a broker does that wants to see a certificate which its authority has signed: ' +
        'RABBITMQ_CERT_FILE and RABBITMQ_KEY_FILE'
    : 'it hung up at once, as a broker does that speaks TLS only: RABBITMQ_URL would begin with amqps://';
}

/** Why there is no connection, in words for who has to mend it. */
export function whyNoConnection(error: Error | undefined, url: string): string {
  if (!error) return 'the connection was closed';
  const tls = tlsFailure(error, url);
  if (tls) return `${tls} (${error.message})`;
  if (!CLOSED_AT_THE_VIRTUAL_HOST.test(error.message)) return error.message;
  return `it does not let us into the virtual host "${virtualHostOf(url)}", which may not exist there, or not be this user's to use`;
}

/** As amqplib reads it: none is "/", and "%2F" is too. */
function virtualHostOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return unescape(path.slice(1)) || '/';
}
