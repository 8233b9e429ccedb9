import { BrokerUnavailableError } from '../broker-errors';

/** The broker did not answer in time. */
export class NoAnswerError extends BrokerUnavailableError {}

/**
 * Waits for `work`, but not for ever: every call on a channel can hang, on a frozen broker or a blocked connection.
 *
 * @throws NoAnswerError after `limitMs`; what `work` does later is ignored.
 */
export async function withinLimit<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new NoAnswerError(`${what}: RabbitMQ gave no answer within ${limitMs} ms.`));
    timer = setTimeout(giveUp, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
