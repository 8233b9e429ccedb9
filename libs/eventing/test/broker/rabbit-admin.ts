import { type Channel, connect } from 'amqplib';

/** Does something behind the backs of the brokers under test, on a connection of its own. */
export async function onRabbit<T>(url: string, work: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  try {
    return await work(await connection.createChannel());
  } finally {
    await connection.close();
  }
}
