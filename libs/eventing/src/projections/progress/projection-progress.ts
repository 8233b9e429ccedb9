import { LagWindow } from './lag-window';

/** How far a committed batch has brought streams: the last sequence of each that moved. */
export type Moves = ReadonlyMap<string, number>;

/** What one projection of this process gets done, for those who wait for it or measure it. */
export class ProjectionProgress {
  readonly lag = new LagWindow();
  private readonly listeners = new Set<(moves: Moves) => void>();

  /** A batch has been committed. @param times when the events were published that it has applied */
  committed(moves: Moves, times: readonly string[]): void {
    this.lag.record(times);
    if (moves.size > 0) for (const listener of [...this.listeners]) listener(moves);
  }

  /** Calls back after each commit that moved a gate. */
  onMoves(listener: (moves: Moves) => void): void {
    this.listeners.add(listener);
  }
}
