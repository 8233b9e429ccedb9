import type { InboxOutcome } from '../../inbox/inbox';
import { PermanentError } from '../../message/errors';
import { GiveUp } from './give-up';

/** An event came with the id of another one. */
export class ReusedIdError extends PermanentError {}

/** @param outcome what has become of the other one */
export function reusedId(id: string, consumer: string, outcome: InboxOutcome): GiveUp {
  return new GiveUp('reused-id', new ReusedIdError(explain(id, consumer, outcome)));
}

const ADVICE: Record<InboxOutcome, string> = {
  parked: 'send this dead letter round again, and discard the other.',
  handled: 'if it is to be handled beside the other, send this dead letter round again.',
};

const explain = (id: string, consumer: string, outcome: InboxOutcome) =>
  `An event with the id ${id} and other content was ${outcome} before by ${consumer}. A correction is an event of its own: publish it ` +
  `under a new id. Or ${ADVICE[outcome]}`;
