import { withoutFound, type Gap } from './gap';
import { ParkingLot, type ParkingChanges } from './parking-lot';
import type { Snapshot } from './snapshot';

/** What to ask the outbox: the rows in these gaps and those after this position, each at most `limit`. */
export interface Question {
  after: number;
  gaps: readonly Gap[];
  limit: number;
}

/** What one statement, so one snapshot, answered; rows in the order of their positions. */
export interface Answer<Row extends { position: number }> {
  snapshot: Snapshot;
  late: Row[];
  next: Row[];
}

/** Everything a relay must know to go on where another one stopped; parked gaps as changes since the last one. */
export interface Checkpoint {
  position: number;
  gaps: readonly Gap[];
  parking: ParkingChanges;
}

/** A gap is parked when it is still open after this long. */
const PARKED_AFTER_MS = 300;

/**
 * Where the relay stands in the outbox. Positions are handed out before their transactions commit, so rows turn up out
 * of order: the cursor is the last position seen and the gaps below it, which it asks for until they are filled or can
 * be given up. Pure: it knows no database. Use it in turns: `question`, `take`, and `bind` where it `needsBound`.
 */
export class Cursor {
  private unbound: { low: number; high: number }[] = [];
  private open: Gap[];
  private changed = false;

  constructor(
    private lastPosition: number,
    gaps: readonly Gap[] = [],
    private readonly lot = new ParkingLot(),
  ) {
    this.open = [...gaps];
  }

  get position(): number {
    return this.lastPosition;
  }

  get openGaps(): number {
    return this.open.length;
  }

  get parkedGaps(): number {
    return this.lot.size;
  }

  /** It has moved since the last checkpoint was taken. */
  get hasChanged(): boolean {
    return this.changed;
  }

  question(limit: number): Question {
    return { after: this.lastPosition, gaps: this.open, limit };
  }

  /**
   * Takes in the answer to `question` and returns the rows to publish, in order; nothing when the answer is of no use
   * and the (new) question must be asked again.
   */
  take<Row extends { position: number }>(answer: Answer<Row>, limit: number, now: number): Row[] | undefined {
    const released = this.lot.release(answer.snapshot);
    if (released.length > 0) {
      // Rows of the released gaps may be older than some of this answer's, and were not asked for.
      this.open = [...this.open, ...released].sort((a, b) => a.low - b.low);
      this.changed = true;
      return undefined;
    }
    this.changed ||= answer.late.length > 0 || answer.next.length > 0;
    this.open = withoutFound(this.open, positionsOf(answer.late));
    // A full answer may have left out rows of the gaps, so it proves no gap empty; and newer rows must not overtake them.
    if (answer.late.length >= limit) return answer.late;
    this.open = this.settle(answer.snapshot, now);
    this.moveOver(positionsOf(answer.next));
    return answer.late.length > 0 ? answer.late.concat(answer.next) : answer.next;
  }

  /** There are new gaps, and `bind` must be called before the next question. */
  get needsBound(): boolean {
    return this.unbound.length > 0;
  }

  /**
   * Gives the new gaps their bound: a transaction id that was assigned after the answer had come. The snapshot's xmax
   * would not do: it follows the last transaction that ended, and an owner may be running above it.
   */
  bind(bound: number, now: number): void {
    this.open.push(...this.unbound.map((gap) => ({ ...gap, bound, since: now })));
    this.unbound = [];
  }

  takeCheckpoint(): Checkpoint {
    this.changed = false;
    return { position: this.lastPosition, gaps: [...this.open], parking: this.lot.takeChanges() };
  }

  /** What was asked for and not found: given up when nobody is left who could fill it, parked when it lasts. */
  private settle(snapshot: Snapshot, now: number): Gap[] {
    const stillOpen: Gap[] = [];
    for (const gap of this.open) {
      if (snapshot.xmin >= gap.bound) continue;
      // Above xmax a snapshot does not say who runs, so the possible owners would be incomplete.
      if (now - gap.since > PARKED_AFTER_MS && snapshot.xmax >= gap.bound) {
        this.lot.park({ ...gap, owners: [...snapshot.running].filter((owner) => owner < gap.bound) });
      } else stillOpen.push(gap);
    }
    this.changed ||= stillOpen.length < this.open.length;
    return stillOpen;
  }

  private moveOver(positions: number[]): void {
    for (const position of positions) {
      const expected = this.lastPosition + 1;
      if (position < expected) throw new RangeError(`Position ${position} came after ${this.lastPosition}.`);
      if (position > expected) this.unbound.push({ low: expected, high: position - 1 });
      this.lastPosition = position;
    }
  }
}

function positionsOf(rows: { position: number }[]): number[] {
  return rows.map((row) => row.position);
}
