import type { Answer, Question } from '../../../src/outbox/cursor/cursor';
import type { Snapshot } from '../../../src/outbox/cursor/snapshot';

export interface ModelRow {
  position: number;
  key: string;
  sequence: number;
}

export interface ModelTransaction {
  xid?: number;
  rows: ModelRow[];
}

/**
 * As much of PostgreSQL as decides over the cursor: transaction ids, snapshots, and a sequence whose values are taken
 * before their rows commit. Writers of one key exclude each other, like writers of a row.
 */
export class ModelCluster {
  readonly committed: ModelRow[] = [];
  readonly open: ModelTransaction[] = [];
  private nextXid = 700;
  private latestCompleted = 699;
  private nextPosition = 1;
  private readonly sequences = new Map<string, number>();

  begin(): ModelTransaction {
    const transaction: ModelTransaction = { rows: [] };
    this.open.push(transaction);
    return transaction;
  }

  assignXid(transaction: ModelTransaction): void {
    transaction.xid ??= this.nextXid++;
  }

  /** Nothing happens while another transaction holds the key. */
  write(transaction: ModelTransaction, key: string): void {
    if (this.open.some((other) => other !== transaction && other.rows.some((row) => row.key === key))) return;
    const own = transaction.rows.filter((row) => row.key === key).length;
    const sequence = (this.sequences.get(key) ?? 0) + own + 1;
    transaction.rows.push({ position: this.nextPosition++, key, sequence });
  }

  skipPositions(count: number): void {
    this.nextPosition += count;
  }

  end(transaction: ModelTransaction, how: 'commit' | 'rollback'): void {
    this.open.splice(this.open.indexOf(transaction), 1);
    if (transaction.xid !== undefined) this.latestCompleted = Math.max(this.latestCompleted, transaction.xid);
    if (how === 'rollback') return;
    this.committed.push(...transaction.rows);
    this.committed.sort((a, b) => a.position - b.position);
    transaction.rows.forEach(({ key, sequence }) => this.sequences.set(key, sequence));
  }

  snapshot(): Snapshot {
    const xmax = this.latestCompleted + 1;
    const running = this.open.flatMap(({ xid }) => (xid !== undefined && xid < xmax ? [xid] : []));
    return { xmin: Math.min(xmax, ...running), xmax, running: new Set(running) };
  }

  read({ after, gaps, limit }: Question): Answer<ModelRow> {
    const inGap = (row: ModelRow) =>
      gaps.some(({ low, high }) => low <= row.position && row.position <= high);
    return {
      snapshot: this.snapshot(),
      late: this.committed.filter(inGap).slice(0, limit),
      next: this.committed.filter((row) => row.position > after).slice(0, limit),
    };
  }

  /** A transaction of its own that only takes its id. */
  takeXid(): number {
    const xid = this.nextXid++;
    this.latestCompleted = Math.max(this.latestCompleted, xid);
    return xid;
  }
}
