import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DedicatedConnection } from '../../database/dedicated-connection';
import { pause } from '../../pause';
import { Cursor } from '../cursor/cursor';
import { OutboxReader } from '../outbox-reader';
import type { OutboxRow } from '../outbox-row';
import { READING_SETTINGS } from '../sql/read.sql';
import { isWanted, tailedEvent, type TailedEvent, type TailFilter } from './tailed-event';

const LOOK_EVERY_MS = 250;
const BATCH = 500;
const QUERY_TIMEOUT_MS = 30_000;
/** So far back may the position of an event lie that was stored and not committed when somebody began to look. */
const LATE_BY_AT_MOST = 1_000;

const LAST_POSITION =
  'select coalesce((select position from eventing.outbox order by position desc limit 1), 0) as position';

export interface TailOptions extends TailFilter {
  /** How many of the latest events are shown to begin with. Of these the filter takes its share. Default 0. */
  last?: number;
  /** Whether it goes on with those that come. Default true. */
  follow?: boolean;
  /** Whether the data is shown; that of confidential events never is. Default false. */
  withData?: boolean;
}

/**
 * Shows the events of a service as they are committed, read from its outbox: also those that wait to be sent, and while the
 * broker is away. It reads as the relay does, by cursor and gaps, so that it neither misses nor repeats any; it leaves nothing
 * behind, in the database or on the broker.
 *
 * @example for await (const event of tail.follow({ types: ['order-placed'] }, signal)) console.log(event.subject);
 */
@Injectable()
export class EventTail implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly dataSource: DataSource) {}

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * Ends when `over` is aborted or the service stops, and without `follow` after the latest events. Holds a connection of its
   * own to the database until then.
   *
   * @throws whatever ends that connection.
   */
  async *follow(options: TailOptions, over: AbortSignal): AsyncGenerator<TailedEvent, void, undefined> {
    const end = AbortSignal.any([over, this.stopping.signal]);
    if (end.aborted) return;
    const connection = await DedicatedConnection.open(this.dataSource, {
      name: 'events tail',
      settings: READING_SETTINGS,
      queryTimeoutMs: QUERY_TIMEOUT_MS,
      until: end,
    });
    try {
      yield* this.read(connection, options, end);
    } catch (error) {
      if (!end.aborted) throw error; // hanging up is how it ends
    } finally {
      await connection.close();
    }
  }

  private async *read(connection: DedicatedConnection, options: TailOptions, end: AbortSignal) {
    const { last = 0, follow = true, withData = false } = options;
    const [{ position }] = (await connection.query<{ position: number }>(LAST_POSITION)) as [
      { position: number },
    ];
    const cursor = new Cursor(Math.max(0, position - Math.max(last, LATE_BY_AT_MOST)));
    const reader = new OutboxReader(connection, cursor, BATCH);
    const shown = (rows: OutboxRow[]) =>
      rows.map((row) => tailedEvent(row, withData)).filter((event) => isWanted(event, options));
    yield* shown(await latest(reader, last));
    while (follow && !end.aborted) {
      yield* shown(await reader.next());
      if (!reader.hasMore) await pause(LOOK_EVERY_MS, end);
    }
  }
}

/** Reads over what is there, and keeps the end of it. */
async function latest(reader: OutboxReader, count: number): Promise<OutboxRow[]> {
  let kept: OutboxRow[] = [];
  do {
    const rows = await reader.next();
    kept = count > 0 ? [...kept, ...rows].slice(-count) : [];
  } while (reader.hasMore);
  return kept;
}
