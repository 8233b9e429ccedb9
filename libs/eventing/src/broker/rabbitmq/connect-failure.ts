import { unescape } from 'node:querystring';

/** All that amqplib says when the broker hangs up as soon as it hears the name of the virtual host. */
const CLOSED_AT_THE_VIRTUAL_HOST = /^Expected ConnectionOpenOk; got <ConnectionClose/;

/** Why there is no connection, in words for who has to mend it. */
export function whyNoConnection(error: Error | undefined, url: string): string {
  if (!error) return 'the connection was closed';
  if (!CLOSED_AT_THE_VIRTUAL_HOST.test(error.message)) return error.message;
  return `it does not let us into the virtual host "${virtualHostOf(url)}", which may not exist there, or not be this user's to use`;
}

/** As amqplib reads it: none is "/", and "%2F" is too. */
function virtualHostOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return unescape(path.slice(1)) || '/';
}
