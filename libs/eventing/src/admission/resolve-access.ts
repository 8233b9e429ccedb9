import { IN_MEMORY } from '../broker/in-memory/in-memory-url';
import { BrokerNames } from '../broker/names';
import { brokerUserOf, type TlsFiles } from '../broker/rabbitmq/access';
import { isProduction } from '../is-production';
import { brokerAddresses, brokerAddressProblem } from '../broker/rabbitmq/addresses';
import { EventingError } from '../message/errors';
import { userOf, type TrustSetting } from './trusted-publishers';

/** The settings would let strangers in, or the service out of nowhere. */
export class BrokerAccessError extends EventingError {}

/** What the options of a service say about it. */
interface Wishes {
  service: string;
  broker?: { url?: string; tls?: TlsFiles };
  messages?: { trustedPublishers?: TrustSetting };
}

interface Access {
  broker: { url: string; tls: TlsFiles; user: string };
  trustedPublishers: TrustSetting;
}

const DEVELOPMENT_URL = 'amqp://guest:guest@127.0.0.1:5672';

/**
 * How a service gets to the broker, as whom, and whom it believes.
 *
 * @throws BrokerAccessError when the address is none, the settings contradict each other, or production would believe anybody.
 */
export function resolveAccess(
  { service, broker, messages }: Wishes,
  namespace: string | undefined,
  env: NodeJS.ProcessEnv,
): Access {
  const url = broker?.url ?? env.RABBITMQ_URL ?? DEVELOPMENT_URL;
  const tls = broker?.tls ?? tlsIn(env);
  if (url !== IN_MEMORY) refuseNoAddress(url);
  refuseHalf(url, tls);
  const names = new BrokerNames(service, namespace);
  if (url === IN_MEMORY) return { broker: { url, tls, user: names.user(service) }, trustedPublishers: 'any' };
  const user = brokerUserOf(brokerAddresses(url)[0], tls);
  const trustedPublishers = messages?.trustedPublishers ?? trustIn(env);
  if (trustedPublishers === 'any') refuseInProduction(env);
  else refuseOtherUser(user, userOf(service, trustedPublishers, names), service);
  return { broker: { url, tls, user }, trustedPublishers };
}

function refuseNoAddress(url: string): void {
  const wrong = brokerAddressProblem(url);
  if (wrong) throw new BrokerAccessError(`The address of the broker (RABBITMQ_URL) ${wrong}.`);
}

function tlsIn(env: NodeJS.ProcessEnv): TlsFiles {
  return {
    caFile: env.RABBITMQ_CA_FILE || undefined,
    certFile: env.RABBITMQ_CERT_FILE || undefined,
    keyFile: env.RABBITMQ_KEY_FILE || undefined,
  };
}

/** `any`, `named`, or `service=user,service=user`; those who are not in the list are `named`. */
function trustIn(env: NodeJS.ProcessEnv): TrustSetting {
  const setting = env.TRUSTED_PUBLISHERS?.trim() || (isProduction(env) ? 'named' : 'any');
  if (setting === 'any') return 'any';
  if (setting === 'named') return {};
  const pairs = setting.split(',').map((pair) => pair.split('=').map((word) => word.trim()));
  const wrong = pairs.find(([service, user, ...rest]) => !service || !user || rest.length > 0);
  if (!wrong) return Object.fromEntries(pairs) as Record<string, string>;
  throw new BrokerAccessError(
    `TRUSTED_PUBLISHERS must be any, named, or users of the broker by service, like billing=legacy-billing,users=idm; "${wrong.join('=')}" is not.`,
  );
}

function refuseInProduction(env: NodeJS.ProcessEnv): void {
  if (!isProduction(env)) return;
  throw new BrokerAccessError(
    'TRUSTED_PUBLISHERS=any is for development: whoever gets into the broker could publish any event of any service. In production ' +
      'each service has a user of its own (docs/broker-security.md); leave it out, or set it to named.',
  );
}

/** Its own user is believed: if all shared one, everybody would be. */
function refuseOtherUser(user: string, expected: string, service: string): void {
  if (user === expected) return;
  throw new BrokerAccessError(
    `${service} believes only messages of the users that belong to their services (TRUSTED_PUBLISHERS), and logs into the broker as ` +
      `"${user}" itself instead of "${expected}": nobody would believe its events. Give it its own user in RABBITMQ_URL ` +
      `(docs/broker-security.md), or say that this is its user: TRUSTED_PUBLISHERS=${service}=${user}. Where all of this is for trying out: NODE_ENV=development.`,
  );
}

function refuseHalf(url: string, { caFile, certFile, keyFile }: TlsFiles): void {
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new BrokerAccessError(
      'RABBITMQ_CERT_FILE and RABBITMQ_KEY_FILE belong together: set both, or neither.',
    );
  const isSet = caFile !== undefined || certFile !== undefined;
  if (isSet && !url.startsWith('amqps:'))
    throw new BrokerAccessError(
      'There are certificates for the broker (RABBITMQ_CA_FILE, RABBITMQ_CERT_FILE), and RABBITMQ_URL does not begin with amqps://: ' +
        'the connection would not be encrypted.',
    );
}
