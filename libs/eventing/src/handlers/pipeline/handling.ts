import type { IncomingMessage } from '../../broker/broker';
import { OPEN_DOOR, type Door } from '../../admission/message-door';
import type { EventEnvelope } from '../../message/envelope';
import { reasonOfRefusal } from '../../dead-letters/parking-reason';
import type { ParkingReason } from '../../dead-letters/dead-letter';
import type { HandlerDefinition } from '../handler-definition';
import type { Reading } from '../../message/upcaster';
import type { Sealed } from '../../personal-data/opening';
import type { Outcome } from '../../observability/consumer-tally';
import { readRetryHeaders, type RetryHistory } from './retry-headers';

/** One message on its way through the pipeline. */
export class Handling {
  /** What earlier deliveries of the message left in its headers. */
  readonly history: RetryHistory;
  /** How often it has been tried, the running try and those of earlier deliveries included. */
  attempt: number;
  firstFailedAt: Date | undefined;
  /** The envelope, as the last try has read it; undefined while none could. */
  envelope: EventEnvelope | undefined;
  /** The same for the payload, as an instance of the contract's class. */
  payload: object | undefined;
  /** By which contract the last try has read it, and as which it is handed over: one of an older version as one that the handler takes. */
  reading: Reading | undefined;
  /** What is personal in it, as it travels; undefined while nothing is. */
  sealed: Sealed | undefined;
  /** What could be read of a person in it: to be kept out of whatever is written about the message. */
  readonly personalTexts: string[] = [];
  /** The persons whose keys were asked for: their owners have said of them what there is to say. */
  readonly answered = new Set<string>();
  /** Whether the running try has got as far as being in a transaction. */
  inTransaction = false;
  /** What the last try has failed with; undefined when it has not. */
  lastFailure: { error: unknown } | undefined;
  /** How it ends, as far as is known by now. */
  outcome: Outcome = 'handled';
  /** How long each try took that got as far as its transaction, in seconds; a duplicate's is none. */
  readonly tries: number[] = [];
  /** Why it was parked; undefined when it was not. */
  parkedAs: ParkingReason | undefined;
  /** Why the message waits where it is; undefined while it does not. */
  heldBecause: string | undefined;
  private unread: EventEnvelope | undefined;

  constructor(
    readonly message: IncomingMessage,
    readonly handler: HandlerDefinition,
    /** Raised when the consumer stops: what waits then leaves the message to the broker. */
    readonly stopping: AbortSignal,
    private readonly door: Door = OPEN_DOOR,
  ) {
    this.history = readRetryHeaders(message.properties.headers);
    this.attempt = this.history.attempts;
    this.firstFailedAt = this.history.firstFailedAt;
  }

  /** Whether it turned out to be settled already: then nothing was tried. */
  get wasDuplicate(): boolean {
    return this.outcome === 'duplicate';
  }

  /**
   * The envelope before any try has read it, for whoever only wants to know what this is about and changes nothing; undefined
   * when it cannot be read, which the try will find, too, and tell.
   */
  peek(): EventEnvelope | undefined {
    try {
      return this.envelope ?? (this.unread ??= this.door.read(this.message));
    } catch (error) {
      if (reasonOfRefusal(error)) return undefined;
      throw error;
    }
  }

  /**
   * The envelope for one try, as nobody has changed it.
   *
   * @throws what {@link Door} throws when it is none, or must not come in.
   */
  readEnvelope(): EventEnvelope {
    const envelope = this.unread ?? this.door.read(this.message);
    this.unread = undefined;
    return envelope;
  }

  /** Whose message it is. */
  get consumer(): string {
    return this.handler.name;
  }

  /** For what runs behind the door: the event, which has been checked there. */
  get event(): { envelope: EventEnvelope; payload: object } {
    const { envelope, payload } = this;
    if (envelope && payload) return { envelope, payload };
    throw new Error('The pipeline is put together wrongly: the event is used before it has been read.');
  }
}

/** One behaviour of the pipeline. `next` runs everything inside it, and may be called again for another try. */
export type Middleware = (handling: Handling, next: () => Promise<void>) => Promise<void>;

/** Puts middlewares around each other, the first outermost. */
export function pipelineOf(middlewares: readonly Middleware[]): (handling: Handling) => Promise<void> {
  return (handling) => {
    const run = async (index: number): Promise<void> => {
      await middlewares[index]?.(handling, () => run(index + 1));
    };
    return run(0);
  };
}
