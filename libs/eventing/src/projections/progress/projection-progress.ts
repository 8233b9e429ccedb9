import { ConsumerTally } from '../../observability/consumer-tally';
import type { BatchReport } from '../batches/batch-transaction';
import { LagWindow } from './lag-window';

/** How far a committed batch has brought streams: the last sequence of each that moved. */
export type Moves = ReadonlyMap<string, number>;

/** What one projection of this process gets done, for those who wait for it or measure it. */
export class ProjectionProgress {
  readonly tally = new ConsumerTally();
  readonly lag = new LagWindow(this.tally.lag);
  private readonly listeners = new Set<(moves: Moves) => void>();

  /** A batch has been committed. @param times when the events were published that it has applied */
  committed(moves: Moves, times: readonly string[]): void {
    this.lag.record(times);
    if (moves.size > 0) for (const listener of [...this.listeners]) listener(moves);
  }

  /** What a committed batch has done, for metrics. */
  count({ counts, parked }: Pick<BatchReport, 'counts' | 'parked'>): void {
    this.tally.note('handled', counts.applied);
    this.tally.note('duplicate', counts.duplicates);
    this.tally.note('parked', counts.unusable + parked.length);
  }

  /** Calls back after each commit that moved a gate. */
  onMoves(listener: (moves: Moves) => void): void {
    this.listeners.add(listener);
  }
}
