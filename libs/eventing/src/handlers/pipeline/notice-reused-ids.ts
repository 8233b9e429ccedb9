import type { DeadLetters } from '../../dead-letters/dead-letters';
import type { Middleware } from './handling';
import { reusedId } from './reused-id';

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
    throw reusedId(event.envelope.id, handler.name, 'parked');
  };
}
