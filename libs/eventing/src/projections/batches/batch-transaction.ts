import type { EntityManager } from 'typeorm';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { streamsOf, type Batch } from './batch';
import { BatchRefusedError, isRefusal } from './failures';
import type { FoldBreaker } from './fold-breaker';
import { withPersonalTexts } from '../../message/personal/texts-in-work';
import { fold, type FoldOutcome, type RefusedEvent } from '../fold';
import type { StreamEvent } from '../streams/stream-event';
import type { Parking } from './parking';
import type { RowShape } from '../rows/row-shape';
import type { RowTable } from '../rows/row-table';
import { settle } from '../../dead-letters/redrive/settling';
import { RedrivenInBatch } from './redriven';
import { sequence, streamsThatNeedHeld, type Gate, type Sequenced } from '../streams/sequencing';
import { personalTextsIn, type PersonalEvents } from './personal-events';
import { SETTINGS } from './settings.sql';
import { HELD_PAGE, type StreamState } from '../streams/stream-state';

/** What a transaction has done; true once it has committed. */
export interface BatchReport {
  /** Streams with more to apply than one transaction takes. */
  unfinished: string[];
  parked: RefusedEvent[];
  /** How many it has applied, snapshots included; how many had been applied before; how many messages without a place it has parked. */
  counts: { applied: number; duplicates: number; unusable: number };
  /** Whether what is held has become more or less. */
  heldChanged: boolean;
  /** The last sequence of each stream that moved. */
  moves: ReadonlyMap<string, number>;
  /** When the events were published that it has applied. */
  times: string[];
}

/** Everything a batch of events does to the database, in one transaction. READ COMMITTED, which the gates rely on. */
export class BatchTransaction {
  constructor(
    private readonly shape: RowShape,
    private readonly table: RowTable,
    private readonly state: StreamState,
    private readonly parking: Parking,
    private readonly unitOfWork: UnitOfWork,
    private readonly projection: string,
    private readonly breaker: FoldBreaker,
    private readonly personal: PersonalEvents,
  ) {}

  /** Ends dead letters that were sent round again and are none of this projection's business (any more). */
  settleForeign(letters: string[]): Promise<void> {
    return settle(this.unitOfWork.manager, letters, 'it is none of its business any more');
  }

  /**
   * @throws BatchRefusedError when something in it can never be applied; then nothing of it is.
   * @throws EverythingFailsError when the folds fail for everything; then nothing of it is, either, and nothing is parked.
   */
  run(batch: Batch): Promise<BatchReport> {
    const texts: string[] = [];
    return withPersonalTexts(texts, () => this.runUnquoted(batch, texts));
  }

  /** @param texts gets what is read of persons: nothing that is logged meanwhile quotes it. */
  private async runUnquoted(batch: Batch, texts: string[]): Promise<BatchReport> {
    let due: StreamEvent[] = [];
    try {
      const { report, outcome } = await this.personal.withKeys((answered) =>
        this.unitOfWork.run(() => this.apply(batch, (due = []), answered, texts)),
      );
      if (outcome) this.breaker.committed(due, outcome);
      return report;
    } catch (error) {
      if (isRefusal(error)) throw new BatchRefusedError(error, due);
      throw error;
    }
  }

  private async apply(
    batch: Batch,
    due: StreamEvent[],
    answered: ReadonlySet<string>,
    texts: string[],
  ): Promise<{ report: BatchReport; outcome?: FoldOutcome }> {
    const db = this.unitOfWork.manager;
    await db.query(SETTINGS);
    for (const unusable of batch.unusable) await this.parking.park(unusable);
    const streams = streamsOf(batch);
    if (streams.length === 0)
      return {
        report: { ...NOTHING_DONE, counts: { applied: 0, duplicates: 0, unusable: batch.unusable.length } },
      };
    const gates = await this.state.lockGates(db, streams);
    const redriven = new RedrivenInBatch(db, this.projection);
    const sequenced = await this.bringIntoOrder(db, gates, batch, redriven);
    due.push(...sequenced.due.map((event) => condemn(event, batch)));
    await this.personal.open(db, due, answered);
    for (const event of due) if (event.sealed) texts.push(...personalTextsIn(event));
    const outcome = await this.applyToRows(db, due);
    this.breaker.check(due, outcome);
    const waiting = [...sequenced.early, ...outcome.blocked, ...uncovered(sequenced, outcome)];
    const heldChanged = await this.remember(db, gates, outcome, waiting, redriven);
    const counts = countsOf(batch, gates, due, outcome);
    return { report: { ...reportOf(due, sequenced, outcome, heldChanged), counts }, outcome };
  }

  /** Held events are read only where they may follow now, and after the gates were locked: never miss what was just held. */
  private async bringIntoOrder(
    db: EntityManager,
    gates: Map<string, Gate>,
    batch: Batch,
    redriven: RedrivenInBatch,
  ): Promise<Sequenced> {
    const delivered = await redriven.takeDelivered(batch.events);
    const withoutHeld = sequence(gates, [], delivered, batch.limit);
    const asked = streamsThatNeedHeld(gates, withoutHeld.reached);
    if (asked.length === 0) return withoutHeld;
    const held = await this.state.loadHeld(db, asked);
    const sequenced = sequence(gates, await redriven.takeHeld(held), delivered, batch.limit);
    if (held.length === HELD_PAGE) asked.forEach((stream) => sequenced.unfinished.add(stream));
    return sequenced;
  }

  private async applyToRows(db: EntityManager, due: StreamEvent[]): Promise<FoldOutcome> {
    const keys = new Set(due.flatMap(({ step }) => (step ? [step.key] : [])));
    const before = await this.table.load(db, keys);
    const outcome = fold(due, before, (key, row, old) => this.shape.accept(key, row, old));
    await this.table.store(db, before, outcome.rows);
    return outcome;
  }

  private async remember(
    db: EntityManager,
    gates: ReadonlyMap<string, Gate>,
    outcome: FoldOutcome,
    waiting: StreamEvent[],
    redriven: RedrivenInBatch,
  ): Promise<boolean> {
    const { gates: moved, parked } = outcome;
    const toHold = waiting.filter(({ message }) => message !== undefined);
    const freed = new Map([...moved].filter(([stream]) => gates.get(stream)?.lowestHeld !== undefined));
    await this.state.moveGates(db, moved);
    await this.state.hold(db, toHold, (event) => redriven.markOf(event)?.letter);
    const released = await this.state.release(db, freed);
    for (const refused of parked) {
      await this.parking.park(refused, redriven.markOf(refused.event));
      const { event } = refused;
      if (gates.get(event.stream)?.lowestHeld !== undefined && !event.isSnapshot)
        await this.state.drop(db, event);
    }
    await redriven.settle(gates, outcome, released);
    return toHold.length > 0 || freed.size > 0;
  }
}

function reportOf(
  due: readonly StreamEvent[],
  sequenced: Sequenced,
  outcome: FoldOutcome,
  heldChanged: boolean,
): Omit<BatchReport, 'counts'> {
  return {
    unfinished: unfinishedOf(sequenced, outcome),
    parked: outcome.parked,
    heldChanged,
    moves: outcome.gates,
    times: timesOf(due, outcome),
  };
}

const NOTHING_DONE: Omit<BatchReport, 'counts'> = {
  unfinished: [],
  parked: [],
  heldChanged: false,
  moves: new Map(),
  times: [],
};

function countsOf(
  batch: Batch,
  gates: ReadonlyMap<string, Gate>,
  due: readonly StreamEvent[],
  { parked, blocked }: FoldOutcome,
): BatchReport['counts'] {
  return {
    applied: due.length - parked.length - blocked.length,
    duplicates: duplicatesIn(batch, gates),
    unusable: batch.unusable.length,
  };
}

/** A snapshot that is old is none: an answer to a request repeats what may be known. */
function duplicatesIn({ events }: Batch, gates: ReadonlyMap<string, Gate>): number {
  return events.filter(
    ({ stream, sequence: at, isSnapshot }) => !isSnapshot && at <= (gates.get(stream)?.sequence ?? 0),
  ).length;
}

/** What a snapshot was to include, and does not, because it could not be folded. */
function uncovered({ covered }: Sequenced, { gates }: FoldOutcome): StreamEvent[] {
  return covered.filter(({ stream }) => !gates.has(stream));
}

/** A parked event holds up its stream; a parked snapshot does not: what it was to include may follow the gate by itself. */
function unfinishedOf({ unfinished }: Sequenced, { parked }: FoldOutcome): string[] {
  const stopped = new Set(parked.map(({ event }) => event.stream));
  const withoutSnapshot = parked.filter(({ event }) => event.isSnapshot).map(({ event }) => event.stream);
  return [...[...unfinished].filter((stream) => !stopped.has(stream)), ...withoutSnapshot];
}

/** Of events only: what a snapshot tells may be years old. */
function timesOf(due: readonly StreamEvent[], { gates }: FoldOutcome): string[] {
  return due
    .filter(({ stream, sequence: at, isSnapshot }) => !isSnapshot && at <= (gates.get(stream) ?? 0))
    .map(({ envelope }) => envelope.time);
}

function condemn(event: StreamEvent, { condemned }: Batch): StreamEvent {
  return condemned?.sequence === event.sequence ? { ...event, failure: condemned } : event;
}
