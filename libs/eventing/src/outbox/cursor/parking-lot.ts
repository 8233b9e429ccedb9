import type { Gap } from './gap';
import { hasEnded, type Snapshot } from './snapshot';

/** A gap that is not asked for while all of these transactions run: one of them may own it, and nobody else. */
export interface ParkedGap extends Gap {
  owners: readonly number[];
}

/** What changed since it was last asked: for a store that keeps a row per parked gap, by its lowest position. */
export interface ParkingChanges {
  parked: ParkedGap[];
  released: number[];
}

/**
 * Where gaps of long transactions wait. An hour-long import leaves a gap for every rollback beside it, and asking for
 * all of them in every read would make each read slower than the one before.
 */
export class ParkingLot {
  private readonly gapsByOwner = new Map<number, Set<ParkedGap>>();
  private readonly gaps = new Set<ParkedGap>();
  private changes = new Map<number, ParkedGap | undefined>();

  constructor(stored: readonly ParkedGap[] = []) {
    stored.forEach((gap) => this.add(gap));
  }

  get size(): number {
    return this.gaps.size;
  }

  park(gap: ParkedGap): void {
    this.add(gap);
    this.changes.set(gap.low, gap);
  }

  /** Takes out the gaps of which a possible owner has ended: its rows may have become visible. */
  release(snapshot: Snapshot): Gap[] {
    const ended = [...this.gapsByOwner.keys()].filter((owner) => hasEnded(owner, snapshot));
    const released = new Set(ended.flatMap((owner) => [...(this.gapsByOwner.get(owner) ?? [])]));
    released.forEach((gap) => this.remove(gap));
    return [...released].map(({ low, high, bound, since }) => ({ low, high, bound, since }));
  }

  /** Has the store forget a gap that is no longer parked although nobody released it. */
  forget({ low }: Gap): void {
    this.changes.set(low, undefined);
  }

  /** What was parked and released since the last call. */
  takeChanges(): ParkingChanges {
    const changes = [...this.changes];
    this.changes = new Map();
    return {
      parked: changes.flatMap(([, gap]) => gap ?? []),
      released: changes.filter(([, gap]) => !gap).map(([low]) => low),
    };
  }

  private add(gap: ParkedGap): void {
    this.gaps.add(gap);
    for (const owner of gap.owners) {
      const gaps = this.gapsByOwner.get(owner) ?? new Set();
      this.gapsByOwner.set(owner, gaps.add(gap));
    }
  }

  private remove(gap: ParkedGap): void {
    this.gaps.delete(gap);
    this.changes.set(gap.low, undefined);
    for (const owner of gap.owners) {
      const gaps = this.gapsByOwner.get(owner);
      gaps?.delete(gap);
      if (gaps?.size === 0) this.gapsByOwner.delete(owner);
    }
  }
}
