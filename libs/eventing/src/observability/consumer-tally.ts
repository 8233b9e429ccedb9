import type { ParkingReason } from '../dead-letters/dead-letter';
import { Durations } from './durations';

/**
 * How a message was dealt with. `duplicate`: its consumer had done with it before, and it had no effect again. `put-back`: it
 * returned to its queue with all its retries, because everything failed just then.
 */
export type Outcome = 'handled' | 'duplicate' | 'retry' | 'parked' | 'put-back';

/** What one consumer of this process has done since it started, in plain numbers, for metrics. */
export class ConsumerTally {
  readonly outcomes: Record<Outcome, number> = {
    handled: 0,
    duplicate: 0,
    retry: 0,
    parked: 0,
    'put-back': 0,
  };
  /** Parked messages by why. */
  readonly parked = new Map<ParkingReason, number>();
  /** Tries that were made at once after one that had failed; a `retry` comes later, from a retry queue. */
  immediateRetries = 0;
  /** Of a handler or a saga one try, of a projection one batch, each with its transaction; failed ones count, duplicates do not. */
  readonly duration = new Durations();
  /** From the commit of an event (its `time`) to the commit of its effect. Of what was handled. */
  readonly lag = new Durations();

  /** @param times so many messages. */
  note(outcome: Outcome, times = 1): void {
    this.outcomes[outcome] += times;
  }

  noteParked(reason: ParkingReason): void {
    this.parked.set(reason, (this.parked.get(reason) ?? 0) + 1);
  }
}
