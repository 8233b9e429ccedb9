import { RawBroker } from './raw';
import { inOwnProcess } from './tasks/in-own-process';
import { WARM_UP } from './warm-up';
import { exchangeOf, inWorkplace, RABBITMQ_URL } from './workplace';

export interface DrainResult {
  rows: number;
  raw: number;
  relay: number;
}

/**
 * How fast a relay that finds `rows` events in the outbox gets them out, against raw confirmed publishing of as many: the mean of
 * once before and once after, for a broker that has just been filled is not as fast as it was before.
 */
export function measureDrain(rows: number): Promise<DrainResult> {
  return inSink(async ({ name, rabbitmq, intoSink }) => {
    const body = Buffer.from(await inOwnProcess('fillOutbox', { name, rows: WARM_UP + rows }));
    const publish = () => intoSink(() => rabbitmq.publish(rows, exchangeOf(name), body));
    const before = await publish();
    const relay = await intoSink(() => inOwnProcess('drainOutbox', { name, rows }));
    const after = await publish();
    return { rows, raw: (before + after) / 2, relay };
  });
}

/** The relay alone. */
export function measureRelay(rows: number, environment: NodeJS.ProcessEnv): Promise<number> {
  return inSink(async ({ name, intoSink }) => {
    await inOwnProcess('fillOutbox', { name, rows: WARM_UP + rows }, environment);
    return intoSink(() => inOwnProcess('drainOutbox', { name, rows }, environment));
  });
}

interface Sink {
  name: string;
  rabbitmq: RawBroker;
  /** Does it while a new queue takes all that is published. */
  intoSink: (work: () => Promise<number>) => Promise<number>;
}

function inSink<T>(measure: (sink: Sink) => Promise<T>): Promise<T> {
  return inWorkplace(async (name) => {
    const exchange = exchangeOf(name);
    const rabbitmq = await RawBroker.connect(RABBITMQ_URL);
    try {
      const intoSink: Sink['intoSink'] = (work) => rabbitmq.withQueue(`${exchange}.sink`, exchange, work);
      return await measure({ name, rabbitmq, intoSink });
    } finally {
      await rabbitmq.close();
    }
  });
}
