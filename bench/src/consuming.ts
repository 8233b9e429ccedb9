import { RawBroker } from './raw';
import type { Consumer } from './tasks/consume';
import { inOwnProcess } from './tasks/in-own-process';
import { WARM_UP } from './warm-up';
import { exchangeOf, inWorkplace, RABBITMQ_URL } from './workplace';

export interface ConsumingResult {
  messages: number;
  raw: number;
  framework: number;
}

/**
 * How fast a full queue is folded into a read model, or handled a transaction a message, fifty at once; against raw
 * consuming of as many.
 */
export function measureConsuming(
  consumer: Consumer,
  messages: number,
  environment?: NodeJS.ProcessEnv,
): Promise<ConsumingResult> {
  return inWorkplace(async (name) => {
    const rawQueue = `${exchangeOf(name)}.sink`;
    const rabbitmq = await RawBroker.connect(RABBITMQ_URL);
    try {
      await inOwnProcess('declareQueue', { name, consumer }, environment);
      // One publishing fills both queues: the raw consumer's and the service's.
      const raw = await rabbitmq.withQueue(rawQueue, exchangeOf(name), async () => {
        await inOwnProcess('publishAll', { name, messages: WARM_UP + messages }, environment);
        return rabbitmq.consume(messages, rawQueue);
      });
      const framework = await inOwnProcess('consumeAll', { name, consumer, messages }, environment);
      return { messages, raw, framework };
    } finally {
      await rabbitmq.close();
    }
  });
}
