import { connect } from 'amqplib';

/** Deletes queues with all that is in them; those that are gone already are no trouble. */
export async function deleteQueues(url: string, queues: readonly string[]): Promise<void> {
  const connection = await connect(url);
  try {
    const channel = await connection.createChannel();
    for (const queue of queues) await channel.deleteQueue(queue);
    await channel.close();
  } finally {
    await connection.close();
  }
}
