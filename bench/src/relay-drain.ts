import { RawBroker } from './raw';
import { inOwnProcess } from './tasks/in-own-process';
import { WARM_UP } from './warm-up';
import { exchangeOf, inWorkplace, RABBITMQ_URL } from './workplace';

export interface DrainResult {
  rows: number;
  raw: number;
  relay: number;
}

/** How fast a relay that finds `rows` events in the outbox gets them out, against raw confirmed publishing of as many. */
export function measureDrain(rows: number, environment?: NodeJS.ProcessEnv): Promise<DrainResult> {
  return inWorkplace(async (name) => {
    const exchange = exchangeOf(name);
    const queue = `${exchange}.sink`;
    const rabbitmq = await RawBroker.connect(RABBITMQ_URL);
    try {
      const body = Buffer.from(await inOwnProcess('fillOutbox', { name, rows: WARM_UP + rows }, environment));
      const raw = await rabbitmq.withQueue(queue, exchange, () => rabbitmq.publish(rows, exchange, body));
      const relay = await rabbitmq.withQueue(queue, exchange, () =>
        inOwnProcess('drainOutbox', { name, rows }, environment),
      );
      return { rows, raw, relay };
    } finally {
      await rabbitmq.close();
    }
  });
}
