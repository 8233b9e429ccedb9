import { connect, type ChannelModel, type ConfirmChannel, type Options } from 'amqplib';
import { RABBITMQ_URL } from '../../support/test-broker';

/** A program that knows amqplib and docs/interop.md, and no code of ours. */
export class Stranger {
  private constructor(
    private readonly connection: ChannelModel,
    readonly channel: ConfirmChannel,
  ) {}

  static async connect(): Promise<Stranger> {
    const connection = await connect(RABBITMQ_URL);
    return new Stranger(connection, await connection.createConfirmChannel());
  }

  /** Waits for the broker's confirm, as every producer should: what was not confirmed may not have arrived. */
  async publish(
    exchange: string,
    routingKey: string,
    body: object | string,
    properties: Options.Publish = {},
  ): Promise<void> {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    this.channel.publish(exchange, routingKey, bytes, { persistent: true, ...properties });
    await this.channel.waitForConfirms();
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
