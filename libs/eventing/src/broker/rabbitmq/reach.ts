import { connect, type ChannelModel } from 'amqplib';
import { within } from '../../within';
import type { AwayNode } from '../broker-sight';
import { accessOptions, type TlsFiles } from './access';
import { brokerAddresses, hostOf } from './addresses';
import { DEFAULT_SETTINGS } from './settings';
import { hangUp } from './socket';

const CLOSE_WITHIN_MS = 2_000;

/** A connection to one node of a broker, and those of its nodes to which there is none. */
export interface Reached {
  connection: ChannelModel;
  away: AwayNode[];
}

/**
 * Tries every node once. Unlike a service's connections this one does not come back when it is lost.
 *
 * @param name of the connection, as the broker's own tools show it
 * @throws what kept it from connecting, when no node lets it in.
 */
export async function reachBroker(
  { url, tls }: { url: string; tls: TlsFiles },
  name: string,
): Promise<Reached> {
  const addresses = brokerAddresses(url);
  const attempts = await Promise.allSettled(addresses.map((address) => connectOnce(address, tls, name)));
  const made = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  const away = attempts.flatMap((attempt, index) =>
    attempt.status === 'rejected'
      ? [{ host: hostOf(addresses[index] ?? ''), error: attempt.reason as unknown }]
      : [],
  );
  const [connection, ...others] = made;
  await Promise.all(others.map(endConnection));
  if (connection) return { connection, away };
  throw away.length > 1 ? new AggregateError(away.map(({ error }) => error)) : away[0]?.error;
}

/** Within a limit: it was asked all there is to ask. */
export async function endConnection(connection: ChannelModel): Promise<void> {
  await within(
    CLOSE_WITHIN_MS,
    connection.close().catch(() => undefined),
  );
  hangUp(connection);
}

async function connectOnce(address: string, tls: TlsFiles, name: string): Promise<ChannelModel> {
  const connection = await connect(address, {
    ...accessOptions(address, tls),
    timeout: DEFAULT_SETTINGS.connectTimeoutMs,
    clientProperties: { connection_name: name },
  });
  connection.on('error', () => undefined); // what is being done meanwhile fails, and tells
  return connection;
}
