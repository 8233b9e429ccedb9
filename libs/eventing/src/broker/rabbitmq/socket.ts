import type { ChannelModel } from 'amqplib';
import type { Duplex } from 'node:stream';

const FAREWELL_MS = 1_000;

/**
 * Makes sure that a connection's socket goes. The AMQP library only ends its own side of it, and towards a broker that
 * does not answer such a socket stays open, and the process with it. What is still being written gets a moment.
 */
export function hangUp(connection: ChannelModel): void {
  // Not in the library's types, but the only way to the socket.
  const { stream } = connection.connection as unknown as { stream: Duplex };
  setTimeout(() => stream.destroy(), FAREWELL_MS).unref();
}
