import { Logger } from '@nestjs/common';
import { personalTextsOf } from '../../message/personal/personal-texts';
import { readPayload } from '../../message/payload';
import { KeyNotHandedOutError, KeysMissingError } from '../../personal-data/personal-data.errors';
import type { PersonalReader } from '../../personal-data/personal-reader';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { HandBack } from '../breaker/hand-back';
import { refuse } from './check-at-the-door';
import type { Middleware } from './handling';

const logger = new Logger('PersonalData');

/**
 * Decrypts what is personal in the event, in the handler's transaction: until it ends nobody is forgotten whose data it uses. If
 * the event says that a person is to be forgotten, that is done first: the transactions of all handlers that have read of
 * the person are over by then, and the handler finds what they have made of it.
 */
export function openPersonalData(
  reader: Pick<PersonalReader, 'keysFor' | 'forget'>,
  unitOfWork: Pick<UnitOfWork, 'manager'>,
): Middleware {
  return async (handling, next) => {
    const { reading, sealed, answered } = handling;
    const contract = reading?.arriving;
    if (contract?.forgets) {
      const subject = contract.forgets(handling.event.payload as never);
      await reader.forget([{ owner: contract.service, subject }], unitOfWork.manager);
    }
    if (contract && sealed) {
      const ring = await reader.keysFor([sealed], unitOfWork.manager, answered);
      handling.payload = refuse(() => readPayload(contract, sealed.open(ring)));
    }
    if (contract) handling.personalTexts.push(...personalTextsOf(contract, handling.payload));
    await next();
  };
}

/** Asks for keys that the try before lacked, and tries again when they are there; that does not count as a try. */
export function waitForKeys(reader: Pick<PersonalReader, 'obtain'>): Middleware {
  return async (handling, next) => {
    for (;;) {
      try {
        return await next();
      } catch (error) {
        if (!(error instanceof KeysMissingError)) throw error;
        handling.heldBecause = error.message;
        await reader.obtain(error, handling.answered).finally(() => (handling.heldBecause = undefined));
      }
    }
  };
}

/**
 * A message whose key does not come, for its owner is away, makes room for others: it goes round by the waits of the retries,
 * and costs none of them, until patience ends.
 */
export function putBackWithoutKey(handBack: Pick<HandBack, 'failed'>, patienceMs: number): Middleware {
  return async (handling, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof KeyNotHandedOutError)) throw error;
      const { message, history, attempt, handler } = handling;
      const firstFailedAt = handling.firstFailedAt ?? new Date();
      if (Date.now() - firstFailedAt.getTime() > patienceMs) throw error;
      logger.warn(`${handler.name} puts a message back, which keeps its retries. ${error.message}`);
      await handBack.failed({ message, history: { ...history, attempts: attempt, firstFailedAt } }, handling);
      handling.outcome = 'put-back';
    }
  };
}
