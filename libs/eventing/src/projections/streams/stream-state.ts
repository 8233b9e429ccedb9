import type { EntityManager } from 'typeorm';
import { columnText } from '../rows/cell-text';
import { LOCK_GATES, MOVE_GATES, READ_GATES } from './gates.sql';
import { DROP_HELD, HOLD, LOAD_HELD, RELEASE } from './held.sql';
import type { MessageReader } from './message-reader';
import type { Gate } from './sequencing';
import type { StreamEvent } from './stream-event';

/** As many held events as one transaction takes up: enough to be quick, few enough to hold in memory. */
export const HELD_PAGE = 1_000;

/** What a projection remembers of the streams it follows: how far each is applied, and what came too early. */
export class StreamState {
  constructor(
    private readonly projection: string,
    private readonly reader: Pick<MessageReader, 'readHeld'>,
  ) {}

  /** Locks the gates of the streams until the transaction ends, and reads them: two statements, see {@link LOCK_GATES}. */
  async lockGates(db: EntityManager, streams: string[]): Promise<Map<string, Gate>> {
    const parameters = [this.projection, columnText(streams)];
    await db.query(LOCK_GATES, parameters);
    type Row = { stream: string; sequence: string; lowest_held: string | null };
    const rows: Row[] = await db.query(READ_GATES, parameters);
    return new Map(
      rows.map(({ stream, sequence, lowest_held: lowest }) => [
        stream,
        { sequence: Number(sequence), lowestHeld: lowest === null ? undefined : Number(lowest) },
      ]),
    );
  }

  /** The next page of what is held for the streams. */
  async loadHeld(db: EntityManager, streams: string[]): Promise<StreamEvent[]> {
    type Row = { stream: string; sequence: string; body: string; letter: string | null };
    const rows: Row[] = await db.query(LOAD_HELD, [this.projection, streams, HELD_PAGE]);
    return rows.map((row) => this.reader.readHeld({ ...row, sequence: Number(row.sequence) }));
  }

  async moveGates(db: EntityManager, gates: ReadonlyMap<string, number>): Promise<void> {
    if (gates.size === 0) return;
    await db.query(MOVE_GATES, [this.projection, columnText([...gates.keys()]), [...gates.values()]]);
  }

  /** @param letterOf the dead letter that an event is, when it was sent round again. */
  async hold(
    db: EntityManager,
    events: readonly StreamEvent[],
    letterOf: (event: StreamEvent) => string | undefined,
  ): Promise<void> {
    if (events.length === 0) return;
    await db.query(HOLD, [
      this.projection,
      events.map(({ stream }) => stream),
      events.map(({ sequence }) => sequence),
      events.map(({ body }) => body.toString()),
      events.map((event) => letterOf(event) ?? null),
    ]);
  }

  /**
   * Forgets the held events that these gates have passed, whether the held copy was applied or a fresh one. Resolves with the
   * dead letters that were among them.
   */
  async release(db: EntityManager, gates: ReadonlyMap<string, number>): Promise<string[]> {
    if (gates.size === 0) return [];
    const parameters = [this.projection, [...gates.keys()], [...gates.values()]];
    const rows: { letter: string }[] = await db.query(RELEASE, parameters);
    return rows.map(({ letter }) => letter);
  }

  /** Forgets one held event: it is a dead letter now. */
  async drop(db: EntityManager, { stream, sequence }: StreamEvent): Promise<void> {
    await db.query(DROP_HELD, [this.projection, stream, sequence]);
  }
}
