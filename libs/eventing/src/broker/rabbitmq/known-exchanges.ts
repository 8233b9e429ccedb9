import { BrokerRefusedError } from '../broker-errors';
import { brokersWords } from './refusal';

/**
 * The exchanges that were seen to exist. A publish to a missing one makes the broker close the channel, which fails every
 * message on its way: so each exchange is looked for once before the first message, on a channel where that harms nobody.
 */
export class KnownExchanges {
  /** The default exchange has no name and always exists. */
  private known = new Set(['']);

  constructor(private readonly restore: (exchange: string) => Promise<void>) {}

  has(exchange: string): boolean {
    return this.known.has(exchange);
  }

  /** @throws BrokerRefusedError when it does not exist and this process does not know how it would have to be. */
  async look(exchange: string): Promise<void> {
    try {
      await this.restore(exchange);
    } catch (error) {
      if (!(error instanceof BrokerRefusedError)) throw error;
      throw new BrokerRefusedError(
        `Nothing can be published to the exchange "${exchange}": ${brokersWords(error)}. It comes into being when the ` +
          `service that owns it, or one that listens to it, declares its topology.`,
        { cause: error },
      );
    }
    this.known.add(exchange);
  }

  forget(): void {
    this.known = new Set(['']);
  }
}
