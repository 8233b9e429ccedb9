import type { DeadLetters } from '../../dead-letters/dead-letters';
import { PermanentError } from '../../message/errors';
import { GiveUp } from './give-up';
import type { Middleware } from './handling';

/** An event came with the id of another one. */
export class ReusedIdError extends PermanentError {}

/**
 * An event that is known by its id and was parked is left alone when it comes again. Not so one that says something else: a producer
 * that corrects an event and keeps its id must not wait for an effect that never comes.
 */
export function noticeReusedIds(letters: Pick<DeadLetters, 'knowsOtherwise'>): Middleware {
  return async (handling, next) => {
    await next();
    const { handler, event } = handling;
    if (!handling.wasDuplicate || !(await letters.knowsOtherwise(handler.name, event.envelope))) return;
    handling.outcome = 'parked';
    throw new GiveUp('reused-id', new ReusedIdError(explain(event.envelope.id, handler.name)));
  };
}

const explain = (id: string, consumer: string) =>
  `An event with the id ${id} and other content was parked before by ${consumer}. A correction is an event of its own: publish it ` +
  'under a new id. Or send this dead letter round again, and discard the other.';
