/**
 * Why a message was parked.
 *
 * - `oversized`: it is larger than what the service reads; only its beginning is kept, and it cannot be sent round again.
 * - `untrusted-publisher`: another user of the broker published it than the one who may; nothing of it was believed.
 * - `malformed`: its bytes are not a CloudEvents event.
 * - `unknown-event`: its type or version is not what the handler takes.
 * - `invalid-payload`: its payload breaks the rules of its contract.
 * - `permanent`: the handler threw an error that no retry can mend.
 * - `reused-id`: an event of the same id and other content was handled, or parked, before.
 * - `exhausted`: the handler failed at every try.
 * - `crash-suspect`: it was handed out again and again and never settled; it may have killed its process each time.
 * - `stray`: it lay in the queue of dead letters, and nothing tells which consumer gave up on it.
 */
export type ParkingReason = (typeof PARKING_REASONS)[number];

export const PARKING_REASONS = [
  'oversized',
  'untrusted-publisher',
  'malformed',
  'unknown-event',
  'invalid-payload',
  'permanent',
  'reused-id',
  'exhausted',
  'crash-suspect',
  'stray',
] as const;

/**
 * What has become of a dead letter.
 *
 * - `parked`: it waits for a person; also one that was sent round again and failed again, as its history tells.
 * - `requested`: somebody asked for it to be sent round again, and it is not sent yet.
 * - `sent`: the broker has confirmed it; the consumer has not dealt with it yet.
 * - `handled`: the consumer's effect is committed; this was written in the same transaction.
 * - `discarded`: somebody decided that it is not to be handled.
 */
export type DeadLetterStatus = (typeof DEAD_LETTER_STATUSES)[number];

export const DEAD_LETTER_STATUSES = ['parked', 'requested', 'sent', 'handled', 'discarded'] as const;

/** Those that are not done with. */
export const OPEN: readonly DeadLetterStatus[] = ['parked', 'requested', 'sent'];

/** A parked message and its story, without the body; see {@link DeadLetters}. */
export interface DeadLetter {
  id: string;
  status: DeadLetterStatus;
  reason: ParkingReason;
  /** The handler or projection that could not deal with it. */
  consumer: string;
  /** The queue it was taken from. */
  queue: string;
  /** Where it had been published. */
  exchange: string;
  routingKey: string;
  /** Of the event, where the message was one. */
  eventId: string | null;
  type: string | null;
  source: string | null;
  correlationId: string | null;
  partitionKey: string | null;
  sequence: number | null;
  errorName: string;
  errorMessage: string;
  errorStack: string | null;
  /** The group it belongs to: one bug at one place, see `DeadLetterSearch.groups`. */
  fault: string;
  /** How often it was tried, immediate and delayed tries, and those after it was sent round again, counted alike. */
  attempts: number;
  firstFailedAt: Date;
  lastFailedAt: Date;
  /** When it was parked last. */
  parkedAt: Date;
  /** How often it was sent round again, or was to be. */
  drives: number;
  /** The consumer it is sent to when that is another one than gave up on it. */
  target: string | null;
  /** Why it is not getting on, while it is to be sent round again; null while it is. */
  problem: string | null;
  /** When it was handled or discarded. */
  settledAt: Date | null;
  /** The message's AMQP headers as JSON text, cut off when there are very many. */
  headers: string;
  /** Size of the body in bytes. */
  bodySize: number;
}

/** Narrows a search for dead letters; what is left out does not narrow it. */
export interface DeadLetterFilter {
  /** Default: those that are not done with ({@link OPEN}). */
  status?: readonly DeadLetterStatus[];
  consumer?: string;
  /** The CloudEvents type: `orders.order-placed.v1`. */
  type?: string;
  reason?: ParkingReason;
  correlationId?: string;
  /** Of the dead letter or of the event. */
  id?: string;
  /** `<aggregate>/<subject>`: `order/0190c5d2-…`. */
  partitionKey?: string;
  /** A group, as `DeadLetterSearch.groups` tells them. */
  fault?: string;
  /** Parked at this time or later. */
  since?: Date;
  /** Parked before this time. */
  until?: Date;
  /** Occurs in the error's name or message (in any case), in the event's id, or in the body (as written). */
  text?: string;
}
