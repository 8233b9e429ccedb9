import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { isDatabaseAway } from '@warren/eventing';
import { StartError } from '../service/start-error';
import { nameOfDatabase, type DatabaseAddress } from './address';
import { cannotConnect, whyNoConnection } from './connect-failure';

/**
 * Connects to the service's database, waiting for a server that is not there yet.
 *
 * @throws StartError when it does not answer within `waitMs`, or answers that it will not let the service in.
 */
export async function connectToDatabase(
  address: DatabaseAddress,
  announceWait: (why: string) => void,
  waitMs = 60_000,
): Promise<Client> {
  const deadline = Date.now() + waitMs;
  for (let announced = false; ; announced = true) {
    try {
      return await connectOnce(address);
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > deadline)
        throw new StartError(cannotConnect(error, address), { cause: error });
      if (!announced)
        announceWait(
          `${nameOfDatabase(address.url)} does not answer yet (${whyNoConnection(error, address)}); trying again for ${waitMs / 1_000} s.`,
        );
    }
    await pause(500);
  }
}

/**
 * The files of certificates that the address names are read when the client is made: also that may fail. A server that hangs up in the
 * middle of TLS leaves a client that never ends, so it is hung up on.
 */
async function connectOnce({ url }: DatabaseAddress): Promise<Client> {
  const socket = new Socket();
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.on('error', () => undefined); // that it is gone is no news
    socket.destroy();
    throw error;
  }
}
