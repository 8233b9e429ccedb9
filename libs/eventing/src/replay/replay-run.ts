import type { Broker } from '../broker/broker';
import { BrokerRefusedError } from '../broker/broker-errors';
import type { DedicatedConnection } from '../database/dedicated-connection';
import { BatchFailedError, BatchPublisher } from '../outbox/batch-publisher';
import { BatchSize } from '../outbox/batch-size';
import { untilConnected } from '../outbox/broker-watch';
import type { OutboxRow } from '../outbox/outbox-row';
import { GrowingPause, pause } from '../pause';
import { ReplayRefusedError, type Replay } from './replay';
import type { Destination } from './replay-destination';
import { ADVANCE, READ } from './replay.sql';

export interface ReplayTools {
  connection: DedicatedConnection;
  broker: Broker;
  destination: Destination;
  /** What was stored before may have been forgotten by inboxes; undefined where that does not matter. */
  rememberedSince: () => Date | undefined;
  over: AbortSignal;
}

/** Positions looked at in one statement. */
const STRIDE = 10_000;
/** Few at once: live events of this process wait behind them. */
const MOST_AT_ONCE = 100;

/** Sends one replay's events, so many in a second, and notes after each batch how far it is. */
export class ReplayRun {
  private readonly size: BatchSize;
  private readonly pauses = new GrowingPause(100, 5_000);
  private position: number;

  constructor(
    private readonly replay: Replay,
    private readonly tools: ReplayTools,
  ) {
    this.position = replay.position;
    this.size = new BatchSize(Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(this.perSecond / 10))));
  }

  /**
   * Sends and notes the next batch.
   *
   * @returns whether there is more: not when it is at its end, was stopped, or is over.
   * @throws ReplayRefusedError when it cannot go on.
   */
  async next(): Promise<boolean> {
    if (this.position >= this.replay.toPosition) return false;
    const begunAt = performance.now();
    const { rows, upTo } = await this.read();
    const takes = rows.map((row) => ({ row, takes: this.tools.destination.takes(row) }));
    const wanted = takes.filter((each) => each.takes === 'yes').map(({ row }) => row);
    this.refuseForgotten(wanted);
    const unroutable = await this.sendUntilConfirmed(wanted);
    if (unroutable === undefined) return false;
    const withheld = takes.filter((each) => each.takes === 'confidential').length;
    if (!(await this.note(upTo, wanted.length, unroutable, withheld))) return false;
    if (unroutable > 0 && this.replay.request.queue !== undefined)
      throw new ReplayRefusedError(
        `Nothing arrives in the queue ${this.replay.request.queue}: it does not exist any more, or is not bound by its name to the ` +
          "exchange of this service's replays (a queue that takes none of its events is not).",
      );
    const takesMs = (wanted.length / this.perSecond) * 1_000;
    await pause(Math.max(0, takesMs - (performance.now() - begunAt)), this.tools.over);
    return !this.tools.over.aborted && this.position < this.replay.toPosition;
  }

  private get perSecond(): number {
    return this.replay.request.perSecond ?? 1;
  }

  private async read(): Promise<{ rows: OutboxRow[]; upTo: number }> {
    const { toPosition, request } = this.replay;
    const end = Math.min(this.position + STRIDE, toPosition);
    const limit = this.size.rows;
    const { from, to, types, aggregate } = request;
    const rows = await this.tools.connection.query<OutboxRow>(READ, [
      ...[this.position, end, from instanceof Date ? from : null, to instanceof Date ? to : null],
      ...[types ?? null, aggregate ?? null, limit],
    ]);
    this.size.learnFrom(rows);
    return { rows, upTo: rows.length < limit ? end : (rows[rows.length - 1] as OutboxRow).position };
  }

  /** Asked at each batch: a slow replay may be overtaken by the inboxes' forgetting. */
  private refuseForgotten(rows: readonly OutboxRow[]): void {
    const since = this.tools.rememberedSince();
    const old = since && rows.find(({ createdAt }) => createdAt * 1_000 < since.getTime());
    if (old)
      throw new ReplayRefusedError(
        `The event at position ${old.position} is of ${new Date(old.createdAt * 1_000).toISOString()}, and inboxes remember what ` +
          `was handled since ${since.toISOString()}: it would be handled again.`,
      );
  }

  /** While the broker is away it waits. @returns how many no queue took; undefined when it is over first. */
  private async sendUntilConfirmed(rows: readonly OutboxRow[]): Promise<number | undefined> {
    const { broker, over } = this.tools;
    while (rows.length > 0) {
      if (!(await untilConnected(broker, Infinity, over)) || over.aborted) return undefined;
      try {
        return await this.send(rows);
      } catch (error) {
        if (!(error instanceof BatchFailedError)) throw error;
        if (error.cause instanceof BrokerRefusedError)
          throw new ReplayRefusedError(error.message, { cause: error });
        await this.pauses.take(over);
      }
    }
    return 0;
  }

  private async send(rows: readonly OutboxRow[]): Promise<number> {
    const { broker, destination, over, connection } = this.tools;
    let unroutable = 0;
    const count = (outcome: string) => (unroutable += Number(outcome === 'unroutable'));
    const mayPublish = () => !over.aborted && !connection.lost.aborted;
    await new BatchPublisher(broker, destination, mayPublish, { note: count }).publish(rows);
    this.pauses.reset();
    return unroutable;
  }

  private async note(upTo: number, sent: number, unroutable: number, withheld: number): Promise<boolean> {
    const [row] = await this.tools.connection.query(ADVANCE, [
      this.replay.id,
      upTo,
      sent,
      unroutable,
      withheld,
    ]);
    this.position = upTo;
    return row !== undefined;
  }
}
