import { BrokerRefusedError } from '../broker-errors';
import type { BindingDeclaration } from '../topology';
import type { BrokerConnection } from './connection';
import type { RawChannel } from './raw-channel';

/** Takes a binding away. Without its queue or exchange there is none: that is as good. */
export async function unbind(connection: BrokerConnection, binding: BindingDeclaration): Promise<void> {
  const { queue, exchange, routingKey } = binding;
  await ifItExists(connection, (channel) =>
    channel.rpc(`Unbinding ${queue}`, (amqp) => amqp.unbindQueue(queue, exchange, routingKey)),
  );
}

/** Messages that are ready; undefined when there is no such queue. */
export async function lengthOf(connection: BrokerConnection, queue: string): Promise<number | undefined> {
  const report = await ifItExists(connection, (channel) =>
    channel.rpc(`Looking at ${queue}`, (amqp) => amqp.checkQueue(queue)),
  );
  return report?.messageCount;
}

/** Does it, or nothing when the broker says that what it is about is not there. */
export async function ifItExists<T>(
  connection: BrokerConnection,
  work: (channel: RawChannel) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await connection.onThrowAwayChannel(work);
  } catch (error) {
    if (error instanceof BrokerRefusedError && (error.cause as { code?: number }).code === NOT_FOUND)
      return undefined;
    throw error;
  }
}

const NOT_FOUND = 404;
