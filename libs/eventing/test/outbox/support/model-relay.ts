import { Cursor, type Checkpoint } from '../../../src/outbox/cursor/cursor';
import { ParkingLot, type ParkedGap } from '../../../src/outbox/cursor/parking-lot';
import type { ModelCluster, ModelRow } from './model-cluster';

/** Where the modelled relay may be made wrong, to see that the tests notice. */
export interface Faults {
  bound?: (cluster: ModelCluster) => number;
  /** What the cursor is told the limit was, for a limit. */
  believedLimit?: (limit: number) => number;
  newLot?: (parked: ParkedGap[]) => ParkingLot;
}

/** A relay without a database: turns of the cursor, checkpoints, crashes. */
export class ModelRelay {
  readonly published: ModelRow[] = [];
  now = 0;
  cursor: Cursor;
  private stored: Checkpoint = { position: 0, gaps: [], parking: { parked: [], released: [] } };
  private readonly parkedRows = new Map<number, ParkedGap>();

  constructor(
    private readonly cluster: ModelCluster,
    private readonly limit: number,
    private readonly faults: Faults = {},
  ) {
    this.cursor = this.load();
  }

  /** One read; a bound that is still to be taken is taken now, so whatever happened since the last read came before it. */
  turn(): void {
    if (this.cursor.needsBound) {
      const bound = this.faults.bound ?? ((cluster) => cluster.takeXid());
      this.cursor.bind(bound(this.cluster), this.now);
    }
    const answer = this.cluster.read(this.cursor.question(this.limit));
    const believed = this.faults.believedLimit?.(this.limit) ?? this.limit;
    this.published.push(...(this.cursor.take(answer, believed, this.now) ?? []));
  }

  /** As if everything published so far were confirmed. Only between turns: a gap without bound cannot be stored. */
  checkpoint(): void {
    if (this.cursor.needsBound) return;
    this.stored = this.cursor.takeCheckpoint();
    this.stored.parking.released.forEach((low) => this.parkedRows.delete(low));
    this.stored.parking.parked.forEach((gap) => this.parkedRows.set(gap.low, gap));
  }

  crash(): void {
    this.cursor = this.load();
  }

  private load(): Cursor {
    const parked = [...this.parkedRows.values()];
    const gaps = this.stored.gaps.map((gap) => ({ ...gap, since: this.now }));
    const lot = (this.faults.newLot ?? ((rows) => new ParkingLot(rows)))(parked);
    return new Cursor(this.stored.position, gaps, lot);
  }
}
