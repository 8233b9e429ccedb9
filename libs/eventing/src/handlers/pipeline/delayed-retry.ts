import { Logger } from '@nestjs/common';
import type { Broker, OutgoingMessage } from '../../broker/broker';
import type { BrokerNames } from '../../broker/names';
import { failureKind } from '../failure-kind';
import { GiveUp } from './give-up';
import type { Handling, Middleware } from './handling';
import { retryProperties } from './retry-headers';
import { reasonOf, sendUntilTaken } from './send-until-taken';

const logger = new Logger('DelayedRetry');

/**
 * Sends a message that failed into the retry queue of its next delay, from where the broker brings it home. Decides when
 * there is no next try. The message counts as dealt with only once the broker has confirmed the copy.
 */
export function delayedRetry(broker: Pick<Broker, 'publish'>, names: Pick<BrokerNames, 'retry'>): Middleware {
  return async (handling, next) => {
    try {
      await next();
    } catch (error) {
      const delay = nextDelay(handling, error);
      const { handler, attempt, event } = handling;
      logger.warn(
        `${handler.name} failed at try ${attempt} of ${event.envelope.id}; the next is in ${delay}: ${reasonOf(error)}`,
      );
      await sendUntilTaken(broker, retryOf(handling, names.retry(delay)), handling);
      handling.outcome = 'retry';
    }
  };
}

function nextDelay({ handler, history }: Handling, error: unknown): string {
  const kind = failureKind(error, handler.permanent);
  if (kind === 'stopping' || error instanceof GiveUp) throw error;
  if (kind === 'permanent') throw new GiveUp('permanent', error);
  // A person waits for whether it works now, and a ramp for whether to go on: its waiting room is the row it has.
  const delay = history.redrive ? undefined : handler.retryDelays[history.delays];
  if (delay === undefined) throw new GiveUp('exhausted', error);
  return delay;
}

/** The routing key names the origin queue: the retry queue keeps it, and the exchange for coming home takes it for the address. */
function retryOf(
  { message, handler, history, attempt, firstFailedAt }: Handling,
  exchange: string,
): OutgoingMessage {
  const properties = retryProperties(message, {
    ...history,
    attempts: attempt,
    delays: history.delays + 1,
    firstFailedAt: firstFailedAt ?? new Date(),
  });
  return { exchange, routingKey: handler.queue, body: message.body, properties };
}
