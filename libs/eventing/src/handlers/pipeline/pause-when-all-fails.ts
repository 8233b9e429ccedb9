import { Logger } from '@nestjs/common';
import type { TryBegun } from '../breaker/breaker';
import type { ConsumptionBreaker } from '../breaker/consumption-breaker';
import type { HandBack } from '../breaker/hand-back';
import { messageKey } from '../breaker/message-key';
import { NotYetError } from '../../message/errors';
import { failureKind } from '../failure-kind';
import type { Handling, Middleware } from './handling';
import { reasonOf } from './send-until-taken';

const logger = new Logger('Retries');

/**
 * Tells the breaker how each message fares. While it pauses the consumer, because everything fails, a message goes back to
 * its queue with all the retries it had: an outage of what the handler depends on is not the message's fault.
 *
 * What is permanent, or came too early, says nothing of the others, and a duplicate has tried nothing.
 */
export function pauseWhenAllFails(breaker: ConsumptionBreaker, handBack: HandBack): Middleware {
  return async (handling, next) => {
    if (breaker.isOpen) return putBackUntried(handling, breaker, handBack);
    const key = messageKey(handling.message);
    if (breaker.forgives(key)) giveBackOneDelay(handling);
    const begun = breaker.begin();
    try {
      await next();
    } catch (error) {
      if (!isOnTheHouse(handling, breaker, begun, key, error)) throw error;
      logger.warn(
        `${handling.handler.name} failed at try ${handling.attempt} of ${key} like at all others, so it keeps its retries: ${reasonOf(error)}`,
      );
      await handBack.failed({ message: handling.message, history: withThisTry(handling) }, handling);
      return breaker.handedBack(1);
    }
    if (!handling.wasDuplicate) breaker.succeeded(begun, key);
  };
}

async function putBackUntried(
  handling: Handling,
  breaker: ConsumptionBreaker,
  handBack: HandBack,
): Promise<void> {
  await handBack.untried(handling, handling);
  breaker.handedBack(1);
}

/** Whether the failure is to cost the message nothing. One that has gone round for too long pays like any other. */
function isOnTheHouse(
  { handler, firstFailedAt }: Handling,
  breaker: ConsumptionBreaker,
  begun: TryBegun,
  key: string,
  error: unknown,
): boolean {
  const kind = failureKind(error, handler.permanent);
  if (kind === 'permanent' || kind === 'stopping' || error instanceof NotYetError) return false;
  const isConsumersFault = breaker.failed(begun, key, error);
  const age = Date.now() - (firstFailedAt?.getTime() ?? Date.now());
  return isConsumersFault && age < breaker.settings.longestOutageMs;
}

/** Its last failure was among those that made the consumer pause, before it was known that all fail. */
function giveBackOneDelay({ history }: Handling): void {
  if (history.delays === 0) return;
  history.delays -= 1;
  history.handedBack += 1;
}

function withThisTry({ history, attempt, firstFailedAt }: Handling): Handling['history'] {
  return { ...history, attempts: attempt, firstFailedAt };
}
