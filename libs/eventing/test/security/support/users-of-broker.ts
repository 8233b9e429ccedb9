import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { startPrivateRabbitMq } from '../../../../../tools/servers';

export type PrivateRabbitMq = Awaited<ReturnType<typeof startPrivateRabbitMq>>;

/** One password for all: what is tested is what a user may do once it is in. */
export const PASSWORD = 'let-me-in';

/** The address of a broker for one of its users. */
export function urlFor(rabbit: Pick<PrivateRabbitMq, 'url'>, user: string): string {
  return Object.assign(new URL(rabbit.url), { username: user, password: PASSWORD }).toString();
}

/** A program that has the password of a user and does with it what it likes. */
export class Intruder {
  private constructor(private readonly connection: ChannelModel) {}

  static async connect(rabbit: Pick<PrivateRabbitMq, 'url'>, user: string): Promise<Intruder> {
    return new Intruder(await connect(urlFor(rabbit, user)));
  }

  /** Does it on a channel of its own. @returns what the broker says against it; undefined when it lets it. */
  async attempt(work: (channel: ConfirmChannel) => unknown): Promise<string | undefined> {
    const channel = await this.connection.createConfirmChannel();
    const refused = new Promise<string>((resolve) =>
      channel.on('error', (error: Error) => resolve(error.message)),
    );
    const done = (async () => {
      await work(channel);
      await channel.waitForConfirms();
      await channel.checkExchange('amq.topic'); // what was refused is told before this is answered
    })();
    const outcome = await Promise.race([
      refused,
      done.then(
        () => undefined,
        () => refused,
      ),
    ]);
    if (outcome === undefined) await channel.close();
    return outcome;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
