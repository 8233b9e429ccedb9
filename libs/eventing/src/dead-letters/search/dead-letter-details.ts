import { decodeEnvelope } from '../../message/codec';
import type { EventEnvelope } from '../../message/envelope';
import { MalformedMessageError } from '../../message/errors';
import { findContract } from '../../message/integration-event';
import type { DeadLetter, ParkingReason } from '../dead-letter';

/** What happened to a dead letter, and who did it. */
export interface DeadLetterEvent {
  at: Date;
  what:
    | 'parked'
    | 'requested'
    | 'sent'
    | 'failed again'
    | 'handled'
    | 'discard requested'
    | 'discarded'
    | 'withdrawn';
  /** Who asked for it; null where nobody did. */
  actor: string | null;
  /** Why, as they said. */
  reason: string | null;
  detail: string | null;
  /** The re-drive that it was part of. */
  redrive: string | null;
}

/** Everything that is known of one dead letter. */
export interface DeadLetterDetails extends DeadLetter {
  /**
   * The event; null where the message is none. Of a confidential one, and of one whose contract is not known here, the data is left out
   * unless it was asked for.
   */
  envelope: EventEnvelope | null;
  /** What is no event, as far as it can be read as text; left out, too, unless it was asked for, for nobody knows what it holds. */
  bodyText: string | null;
  isConfidential: boolean;
  /** The dead letter of the same aggregate that has to be handled or discarded before this one can be sent round again. */
  waitsFor: string | null;
  /** From its first failure to now. */
  history: DeadLetterEvent[];
}

/** Dead letters that one and the same bug is to blame for, as far as a program can tell. */
export interface DeadLetterGroup {
  consumer: string;
  /** To be used as `DeadLetterFilter.fault`. */
  fault: string;
  count: number;
  /** When the oldest and the newest of them were parked. */
  first: Date;
  last: Date;
  errorName: string;
  /** The message of the error, with `#` for what differs. */
  errorText: string;
  /** The method that threw, and its file; empty when that is not known. */
  place: string;
  /** Of the newest of them. */
  exampleId: string;
  exampleMessage: string;
  reason: ParkingReason;
  type: string | null;
}

/** A page of a search. */
export interface DeadLetterPage {
  letters: DeadLetter[];
  /**
   * To be passed for the next page; undefined when this was the last. A search for text may return few letters, or none, and
   * yet a cursor: it looks through a bounded number of them at a time.
   */
  next: string | undefined;
}

/** Longer bodies that are no events are cut off here; `DeadLetters.bodyOf` has them whole. */
const LONGEST_TEXT = 20_000;

/** What a person may see of a body. */
export function readableBody(
  body: Buffer,
  showConfidential: boolean,
): Pick<DeadLetterDetails, 'envelope' | 'bodyText' | 'isConfidential'> {
  try {
    const envelope = decodeEnvelope(body);
    const isConfidential = isSecret(envelope.type);
    const hidden = isConfidential && !showConfidential;
    return {
      envelope: hidden ? { ...envelope, data: CONFIDENTIAL } : envelope,
      bodyText: null,
      isConfidential,
    };
  } catch (error) {
    if (!(error instanceof MalformedMessageError)) throw error;
    const bodyText = showConfidential ? body.toString('utf8').slice(0, LONGEST_TEXT) : CONFIDENTIAL;
    return { envelope: null, bodyText, isConfidential: true };
  }
}

const CONFIDENTIAL = '(confidential)';

/** What this version does not know may be confidential in the one that does: a version to come, say. */
function isSecret(type: string): boolean {
  const contract = findContract(type);
  return contract === undefined || contract.confidential === true;
}
