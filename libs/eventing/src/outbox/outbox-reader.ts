import type { DedicatedConnection } from '../database/dedicated-connection';
import { BatchSize } from './batch-size';
import type { Answer, Cursor, Question } from './cursor/cursor';
import { parseSnapshot } from './cursor/snapshot';
import type { OutboxRow } from './outbox-row';
import { READ, TAKE_BOUND } from './sql/read.sql';

type Column = [
  part: number,
  position: number,
  id: string,
  type: string,
  correlation: string | null,
  at: number,
  body: string,
];

const SNAPSHOT = 0;
const LATE = 1;

/** Asks the database what the cursor wants to know. In autocommit: each question must see what has been committed by now. */
export class OutboxReader {
  /** Whether the last read was cut off by its limit, so that another one finds more. */
  hasMore = false;
  private readonly batchSize: BatchSize;

  constructor(
    private readonly connection: DedicatedConnection,
    private readonly cursor: Cursor,
    largestBatch: number,
  ) {
    this.batchSize = new BatchSize(largestBatch);
  }

  /** The rows to publish next, in order; none when there are none for now. */
  async next(): Promise<OutboxRow[]> {
    for (;;) {
      const limit = this.batchSize.rows;
      const answer = await this.ask(this.cursor.question(limit));
      const rows = this.cursor.take(answer, limit, performance.now());
      if (this.cursor.needsBound) await this.bind();
      if (!rows) continue;
      this.hasMore = answer.late.length >= limit || answer.next.length >= limit;
      this.batchSize.learnFrom(rows);
      return rows;
    }
  }

  private async ask({ after, gaps, limit }: Question): Promise<Answer<OutboxRow>> {
    const lows = gaps.map(({ low }) => low);
    const highs = gaps.map(({ high }) => high);
    const columns = await this.connection.queryPrepared<Column>('relay-read', READ, [
      after,
      lows,
      highs,
      limit,
    ]);
    return toAnswer(columns);
  }

  /** In a statement, so a transaction, of its own, begun after the read has answered. */
  private async bind(): Promise<void> {
    const [row] = await this.connection.queryPrepared<[number]>('relay-bound', TAKE_BOUND, []);
    this.cursor.bind((row as [number])[0], performance.now());
  }
}

function toAnswer(columns: Column[]): Answer<OutboxRow> {
  let snapshot = '';
  const late: OutboxRow[] = [];
  const next: OutboxRow[] = [];
  for (const [part, position, eventId, type, correlationId, createdAt, body] of columns) {
    if (part === SNAPSHOT) snapshot = body;
    else (part === LATE ? late : next).push({ position, eventId, type, correlationId, createdAt, body });
  }
  return { snapshot: parseSnapshot(snapshot), late, next };
}
