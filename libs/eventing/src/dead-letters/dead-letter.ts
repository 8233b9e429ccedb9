/**
 * Why a message was parked.
 *
 * - `malformed`: its bytes are not a CloudEvents event.
 * - `unknown-event`: its type or version is not what the handler takes.
 * - `invalid-payload`: its payload breaks the rules of its contract.
 * - `permanent`: the handler threw an error that no retry can mend.
 * - `exhausted`: the handler failed at every try.
 * - `crash-suspect`: it was handed out again and again and never settled; it may have killed its process each time.
 * - `stray`: it lay in the queue of dead letters, and nothing tells which consumer gave up on it.
 */
export type ParkingReason =
  'malformed' | 'unknown-event' | 'invalid-payload' | 'permanent' | 'exhausted' | 'crash-suspect' | 'stray';

/** A parked message and its story, without the body; see {@link DeadLetters}. */
export interface DeadLetter {
  id: string;
  status: 'parked';
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
  /** How often it was tried, immediate and delayed tries counted alike. */
  attempts: number;
  firstFailedAt: Date;
  lastFailedAt: Date;
  parkedAt: Date;
  /** The message's AMQP headers as JSON text, cut off when there are very many. */
  headers: string;
  /** Size of the body in bytes. */
  bodySize: number;
}

/** Narrows a search for dead letters; what is left out does not narrow it. */
export interface DeadLetterFilter {
  consumer?: string;
  /** The CloudEvents type: `orders.order-placed.v1`. */
  type?: string;
  reason?: ParkingReason;
  correlationId?: string;
  /** Occurs in the error's name or message (in any case), in the event's id, or in the body (as written). */
  text?: string;
}
