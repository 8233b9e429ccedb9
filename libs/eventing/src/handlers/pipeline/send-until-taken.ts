import { Logger } from '@nestjs/common';
import { backoffMs } from '../../backoff';
import type { Broker, OutgoingMessage } from '../../broker/broker';
import { errorStory } from '../../dead-letters/error-story';
import { storableText } from '../../dead-letters/storable-text';
import { pause } from '../pausing';

/** Who waits for a copy of its message to be taken. */
export interface Sender {
  /** For the log: whose message it is. */
  readonly consumer: string;
  /** Raised when it stops waiting. */
  readonly stopping: AbortSignal;
  /** Set while the broker does not take the copy, for its status. */
  heldBecause: string | undefined;
}

const logger = new Logger('Retries');

/**
 * Sends a copy of a message that is about to be acked. While the broker cannot take it, the original is held: acked without
 * one it would be lost.
 *
 * @throws LeftUnsettled when the sender stops first.
 */
export async function sendUntilTaken(
  broker: Pick<Broker, 'publish'>,
  copy: OutgoingMessage,
  sender: Sender,
): Promise<void> {
  for (let refusals = 0; ; refusals++) {
    const problem = await trySending(broker, copy);
    sender.heldBecause = problem && `the broker does not take its retry (${problem})`;
    if (!problem) return;
    if (refusals === 0) logger.warn(`A retry of ${sender.consumer} is held: ${problem}`);
    await pause(backoffMs(refusals, 100, 5_000), sender.stopping);
  }
}

/** For a line of the log. */
export function reasonOf(error: unknown): string {
  return storableText(errorStory(error).message, 500);
}

/** Returns what keeps the broker from taking it: no connection, a full queue, a queue that was deleted. */
async function trySending(
  broker: Pick<Broker, 'publish'>,
  { exchange, routingKey, ...rest }: OutgoingMessage,
): Promise<string | undefined> {
  try {
    const outcome = await broker.publish({ exchange, routingKey, ...rest });
    return outcome === 'routed' ? undefined : `no queue is bound to ${exchange || routingKey}`;
  } catch (error) {
    return reasonOf(error);
  }
}
