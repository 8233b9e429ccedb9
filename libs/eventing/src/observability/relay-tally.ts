import { Durations } from './durations';

/** What the relay of this process has done since it started, in plain numbers, for metrics. */
export class RelayTally {
  /** From handing a batch to the broker's client to the last of its confirms. */
  readonly confirm = new Durations();
  /** From storing the oldest event of a batch to the last confirm of that batch. */
  readonly lag = new Durations();
  /** Batches that were not confirmed as a whole, and had to be sent again. */
  failedBatches = 0;
}
