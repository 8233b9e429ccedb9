import type { IncomingMessage } from '../../broker/broker';
import type { EventEnvelope } from '../../message/envelope';
import type { Person } from '../../personal-data/person';
import type { Sealed } from '../../personal-data/opening';
import type { EventMeta } from '../event-meta';
import type { Fold } from '../projection-definition';

/** An event at its place: the how-manieth of which stream. */
export interface StreamEvent {
  stream: string;
  sequence: number;
  /** It is no event but the state that all events up to this sequence have led to. */
  isSnapshot?: true;
  envelope: EventEnvelope;
  /** What to do when its turn comes. Undefined: nothing, it only moves the gate on. */
  step: FoldStep | undefined;
  /** What is personal in it is still as it travels: there is a step once that was read. */
  sealed?: Sealed | undefined;
  /** Whom it says is to be forgotten. */
  forgets?: Person | undefined;
  /** Why it cannot be folded, to be told when its turn comes. */
  failure: { error: unknown } | undefined;
  /** How it came; undefined when it was held and comes from the table. */
  message: IncomingMessage | undefined;
  /** The envelope as it arrived. */
  body: Buffer | string;
  /** Of an event that was held: the dead letter that it was, when it came because that was sent round again. */
  letter?: string | undefined;
}

/** A fold and what it is applied to. */
export interface FoldStep {
  fold: Fold;
  /** Of the row. */
  key: string;
  payload: object;
  meta: EventMeta;
}

/** A message that has no place in any stream: it is parked, and no gate waits for it. */
export interface UnusableMessage {
  message: IncomingMessage;
  envelope: EventEnvelope | undefined;
  error: unknown;
}

/** A part of the answer to a request for snapshots: one of its states, or the word that there are so many and no more. */
export interface SnapshotPart {
  /** The CloudEvents type of the snapshot. */
  type: string;
  /** The id of the request. */
  request: string;
  part: 'state' | 'complete';
  number: number;
}

/** A message as a projection understands it; with neither event nor what is unusable it is none of its business. */
export interface ReadMessage {
  message: IncomingMessage;
  event?: StreamEvent;
  unusable?: UnusableMessage;
  snapshotPart?: SnapshotPart;
}
