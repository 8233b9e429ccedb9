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
 * consuming of as many: the mean of once before and once after, for a broker that has just been filled is not as fast as it is later.
 */
export function measureConsuming(consumer: Consumer, messages: number): Promise<ConsumingResult> {
  return inWorkplace(async (name) => {
    const exchange = exchangeOf(name);
    const rabbitmq = await RawBroker.connect(RABBITMQ_URL);
    const [first, last] = [`${exchange}.first`, `${exchange}.last`];
    try {
      await inOwnProcess('declareQueue', { name, consumer });
      // One publishing fills all three queues.
      return await rabbitmq.withQueue(first, exchange, () =>
        rabbitmq.withQueue(last, exchange, async () => {
          await inOwnProcess('publishAll', { name, messages: WARM_UP + messages });
          const before = await rabbitmq.consume(messages, first);
          const framework = await inOwnProcess('consumeAll', { name, consumer, messages });
          const after = await rabbitmq.consume(messages, last);
          return { messages, raw: (before + after) / 2, framework };
        }),
      );
    } finally {
      await rabbitmq.close();
    }
  });
}

/** The framework alone. */
export function measureFramework(
  consumer: Consumer,
  messages: number,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  return inWorkplace(async (name) => {
    await inOwnProcess('declareQueue', { name, consumer });
    await inOwnProcess('publishAll', { name, messages: WARM_UP + messages });
    return inOwnProcess('consumeAll', { name, consumer, messages }, environment);
  });
}
