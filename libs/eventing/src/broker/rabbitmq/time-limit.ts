import { TOO_LATE, within } from '../../within';
import { BrokerUnavailableError } from '../broker-errors';

/** The broker did not answer in time. */
export class NoAnswerError extends BrokerUnavailableError {}

/**
 * Waits for `work`, but not for ever: every call on a channel can hang, on a frozen broker or a blocked connection.
 *
 * @throws NoAnswerError after `limitMs`; what `work` does later is ignored.
 */
export async function withinLimit<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const result = await within(limitMs, work);
  if (result === TOO_LATE) throw new NoAnswerError(`${what}: RabbitMQ gave no answer within ${limitMs} ms.`);
  return result;
}
