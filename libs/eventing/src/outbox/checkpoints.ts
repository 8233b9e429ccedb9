import { Logger } from '@nestjs/common';
import type { DedicatedConnection } from '../database/dedicated-connection';
import { Cursor, type Checkpoint } from './cursor/cursor';
import type { Gap } from './cursor/gap';
import { ParkingLot, type ParkedGap } from './cursor/parking-lot';
import { LeaseLostError, type Lease } from './lease';
import { CLUSTER, LOAD, LOAD_PARKED, MAY_ASK_CLUSTER, PRUNE, WRITE } from './sql/checkpoint.sql';
import { TAKE_BOUND } from './sql/read.sql';

interface StoredCheckpoint {
  last_position: number;
  gap_lows: string[];
  gap_highs: string[];
  gap_bounds: string[];
  cluster: string | null;
  transaction_id: number;
}

const PRUNED_EVERY = 300;

/** Stores how far the relay has come, next to the outbox, so that both are always from the same moment. */
export class Checkpoints {
  private readonly logger = new Logger('Relay');
  private cluster: string | null = null;
  private written = 0;

  constructor(
    private readonly connection: DedicatedConnection,
    private readonly lease: Pick<Lease, 'holder' | 'fence'>,
  ) {}

  /** The cursor as of the last checkpoint; at the beginning of the outbox when there is none. */
  async load(): Promise<Cursor> {
    this.cluster = await this.readCluster();
    const bound = await this.takeBound();
    const [stored] = await this.connection.query<StoredCheckpoint>(LOAD);
    if (!stored) return new Cursor(0);
    const parked = await this.connection.query<
      Record<'low' | 'high' | 'bound', number> & { owners: string[] }
    >(LOAD_PARKED);
    const since = performance.now();
    const gaps = toGaps(stored, since);
    const lot = parked.map((gap): ParkedGap => ({ ...gap, owners: gap.owners.map(Number), since }));
    return this.isFromElsewhere(stored, bound)
      ? this.startOver(stored, [...gaps, ...lot], bound)
      : new Cursor(stored.last_position, gaps, new ParkingLot(lot));
  }

  /** @throws LeaseLostError when the lease has passed to another process; nothing is written then. */
  async write({ position, gaps, parking }: Checkpoint): Promise<void> {
    const [row] = await this.connection.queryPrepared<[number]>('relay-checkpoint', WRITE, [
      ...[this.lease.holder, this.lease.fence, position],
      ...columns(gaps),
      this.cluster,
      parking.released,
      ...columns(parking.parked),
      parking.parked.map(({ owners }) => `{${owners.join()}}`),
    ]);
    if (!row) throw new LeaseLostError('A checkpoint was refused: another process has taken the relay over.');
    if (++this.written % PRUNED_EVERY === 0) await this.connection.query(PRUNE, [row[0]]);
  }

  /**
   * Transaction ids mean nothing outside of the cluster that gave them: after a dump was restored elsewhere, or into a
   * cluster that was initialised anew, they begin again. Where the system identifier may not be asked for, ids that have
   * run backward tell; ids that happen to be larger than the stored ones do no harm.
   */
  private isFromElsewhere(stored: StoredCheckpoint, bound: number): boolean {
    const elsewhere = stored.cluster !== null && this.cluster !== null && stored.cluster !== this.cluster;
    return elsewhere || bound <= stored.transaction_id;
  }

  /**
   * Nothing of the old cluster runs any more: what its transactions committed has been restored, the rest is gone. So
   * each gap, parked or not, is asked for as if it had been found now; rows that are there are sent, the others given up
   * once everything that runs here now has ended.
   */
  private startOver(stored: StoredCheckpoint, gaps: Gap[], bound: number): Cursor {
    this.logger.warn(
      `The outbox comes from another PostgreSQL cluster (a restored dump?). The relay goes on after position ` +
        `${stored.last_position} and looks once more into the ${gaps.length} gaps below it.`,
    );
    const since = performance.now();
    const open = gaps.map(({ low, high }) => ({ low, high, bound, since })).sort((a, b) => a.low - b.low);
    const lot = new ParkingLot();
    open.forEach((gap) => lot.forget(gap));
    return new Cursor(stored.last_position, open, lot);
  }

  private async readCluster(): Promise<string | null> {
    const [right] = await this.connection.query<{ may: boolean }>(MAY_ASK_CLUSTER);
    if (!right?.may) return null;
    const [row] = await this.connection.query<{ cluster: string }>(CLUSTER);
    return row?.cluster ?? null;
  }

  private async takeBound(): Promise<number> {
    const [row] = await this.connection.query<{ bound: number }>(TAKE_BOUND);
    return (row as { bound: number }).bound;
  }
}

function toGaps(stored: StoredCheckpoint, since: number): Gap[] {
  return stored.gap_lows.map((low, index) => ({
    low: Number(low),
    high: Number(stored.gap_highs[index]),
    bound: Number(stored.gap_bounds[index]),
    since,
  }));
}

function columns(gaps: readonly Gap[]): [number[], number[], number[]] {
  return [gaps.map(({ low }) => low), gaps.map(({ high }) => high), gaps.map(({ bound }) => bound)];
}
