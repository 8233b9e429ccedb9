import type { EntityManager } from 'typeorm';
import { readRedriveMark, type RedriveMark } from '../../dead-letters/redrive/redrive-mark';
import { settle, takeUp } from '../../dead-letters/redrive/settling';
import type { FoldOutcome } from '../fold';
import type { Gate } from '../streams/sequencing';
import type { StreamEvent } from '../streams/stream-event';

const PASSED = 'the projection had passed it already: by a duplicate, or by a snapshot';

/**
 * The events of a batch that are dead letters sent round again. They are applied like any other; what becomes of their letters is
 * written in the same transaction. One that is to be discarded only moves the gate on, so that what was held behind it
 * follows.
 */
export class RedrivenInBatch {
  /** By place. */
  private readonly marks = new Map<string, RedriveMark>();
  private readonly stale = new Set<RedriveMark>();
  private readonly skipped = new Set<RedriveMark>();
  private readonly delivered: StreamEvent[] = [];

  constructor(
    private readonly db: EntityManager,
    private readonly projection: string,
  ) {}

  /** Looks up the letters of what was delivered. Returns the events as they are to be applied. */
  async takeDelivered(events: readonly StreamEvent[]): Promise<readonly StreamEvent[]> {
    const marked = events.filter(({ message }) => readRedriveMark(message?.properties.headers));
    if (marked.length === 0) return events;
    this.delivered.push(...marked);
    await this.look(marked, ({ message }) => readRedriveMark(message?.properties.headers));
    return events
      .filter((event) => !(event.isSnapshot && this.isSkipped(event)))
      .map((e) => this.asItIsMeant(e));
  }

  /** The same for events that were held. */
  async takeHeld(events: readonly StreamEvent[]): Promise<readonly StreamEvent[]> {
    const marked = events.filter(({ letter }) => letter !== undefined);
    if (marked.length > 0) await this.look(marked, ({ letter }) => letter && { letter, drive: undefined });
    return this.marks.size === 0 ? events : events.map((event) => this.asItIsMeant(event));
  }

  /** By what its dead letter is to be told that it failed, or is held; undefined when it is none, or the letter is told already. */
  markOf(event: StreamEvent): RedriveMark | undefined {
    const mark = this.marks.get(placeOf(event));
    return mark && !this.stale.has(mark) ? mark : undefined;
  }

  /** Ends the letters of what the gates have passed. */
  async settle(
    before: ReadonlyMap<string, Gate>,
    { gates, parked }: Pick<FoldOutcome, 'gates' | 'parked'>,
    released: readonly string[],
  ): Promise<void> {
    const failed = new Set(parked.map(({ event }) => placeOf(event)));
    const passed: string[] = [];
    const applied: string[] = [...released];
    for (const event of this.delivered) {
      const mark = this.marks.get(placeOf(event));
      if (!mark || failed.has(placeOf(event))) continue;
      const gate = before.get(event.stream)?.sequence ?? 0;
      if (event.sequence <= gate && !this.skipped.has(mark)) passed.push(mark.letter);
      else if (event.isSnapshot || event.sequence <= Math.max(gate, gates.get(event.stream) ?? 0))
        applied.push(mark.letter);
    }
    await settle(this.db, passed, PASSED);
    await settle(this.db, applied);
  }

  private async look(
    events: readonly StreamEvent[],
    markOf: (event: StreamEvent) => RedriveMark | '' | undefined,
  ): Promise<void> {
    const found = events.map((event) => ({ event, mark: markOf(event) || undefined }));
    const marks = found.flatMap(({ mark }) => mark ?? []);
    const standingOf = await takeUp(this.db, marks, this.projection);
    for (const { event, mark } of found) {
      const standing = mark && standingOf(mark);
      if (!mark || standing === 'unknown') continue;
      this.marks.set(placeOf(event), mark);
      if (standing === 'stale') this.stale.add(mark);
      if (standing === 'skip') this.skipped.add(mark);
    }
  }

  private isSkipped(event: StreamEvent): boolean {
    const mark = this.marks.get(placeOf(event));
    return mark !== undefined && this.skipped.has(mark);
  }

  private asItIsMeant(event: StreamEvent): StreamEvent {
    return this.isSkipped(event)
      ? { ...event, step: undefined, sealed: undefined, failure: undefined }
      : event;
  }
}

function placeOf({ stream, sequence, isSnapshot }: StreamEvent): string {
  return `${stream}\n${sequence}${isSnapshot ? ' snapshot' : ''}`;
}
