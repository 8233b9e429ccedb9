import type { EntityManager } from 'typeorm';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { streamsOf, type Batch } from './batch';
import { BatchRefusedError, isRefusal } from './failures';
import type { FoldBreaker } from './fold-breaker';
import { fold, type FoldOutcome, type RefusedEvent } from '../fold';
import type { StreamEvent } from '../streams/stream-event';
import type { Parking } from './parking';
import type { RowShape } from '../rows/row-shape';
import type { RowTable } from '../rows/row-table';
import { sequence, streamsThatNeedHeld, type Gate, type Sequenced } from '../streams/sequencing';
import { SETTINGS } from './settings.sql';
import { HELD_PAGE, type StreamState } from '../streams/stream-state';

/** What a transaction has done; true once it has committed. */
export interface BatchReport {
  /** Streams with more to apply than one transaction takes. */
  unfinished: string[];
  parked: RefusedEvent[];
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
    private readonly breaker: FoldBreaker,
  ) {}

  /**
   * @throws BatchRefusedError when something in it can never be applied; then nothing of it is.
   * @throws EverythingFailsError when the folds fail for everything; then nothing of it is, either, and nothing is parked.
   */
  async run(batch: Batch): Promise<BatchReport> {
    const due: StreamEvent[] = [];
    try {
      const { report, outcome } = await this.unitOfWork.run(() => this.apply(batch, due));
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
  ): Promise<{ report: BatchReport; outcome?: FoldOutcome }> {
    const db = this.unitOfWork.manager;
    await db.query(SETTINGS);
    for (const unusable of batch.unusable) await this.parking.park(unusable);
    const streams = streamsOf(batch);
    if (streams.length === 0) return { report: NOTHING_DONE };
    const gates = await this.state.lockGates(db, streams);
    const sequenced = await this.bringIntoOrder(db, gates, batch);
    due.push(...sequenced.due.map((event) => condemn(event, batch)));
    const outcome = await this.applyToRows(db, due);
    this.breaker.check(due, outcome);
    const waiting = [...sequenced.early, ...outcome.blocked, ...uncovered(sequenced, outcome)];
    const heldChanged = await this.remember(db, gates, outcome, waiting);
    return { report: reportOf(due, sequenced, outcome, heldChanged), outcome };
  }

  /** Held events are read only where they may follow now, and after the gates were locked: never miss what was just held. */
  private async bringIntoOrder(
    db: EntityManager,
    gates: Map<string, Gate>,
    batch: Batch,
  ): Promise<Sequenced> {
    const withoutHeld = sequence(gates, [], batch.events, batch.limit);
    const asked = streamsThatNeedHeld(gates, withoutHeld.reached);
    if (asked.length === 0) return withoutHeld;
    const held = await this.state.loadHeld(db, asked);
    const sequenced = sequence(gates, held, batch.events, batch.limit);
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
    { gates: moved, parked }: FoldOutcome,
    waiting: StreamEvent[],
  ): Promise<boolean> {
    const toHold = waiting.filter(({ message }) => message !== undefined);
    const freed = new Map([...moved].filter(([stream]) => gates.get(stream)?.lowestHeld !== undefined));
    await this.state.moveGates(db, moved);
    await this.state.hold(db, toHold);
    await this.state.release(db, freed);
    for (const refused of parked) {
      await this.parking.park(refused);
      const { event } = refused;
      if (gates.get(event.stream)?.lowestHeld !== undefined && !event.isSnapshot)
        await this.state.drop(db, event);
    }
    return toHold.length > 0 || freed.size > 0;
  }
}

function reportOf(
  due: readonly StreamEvent[],
  sequenced: Sequenced,
  outcome: FoldOutcome,
  heldChanged: boolean,
): BatchReport {
  return {
    unfinished: unfinishedOf(sequenced, outcome),
    parked: outcome.parked,
    heldChanged,
    moves: outcome.gates,
    times: timesOf(due, outcome),
  };
}

const NOTHING_DONE: BatchReport = {
  unfinished: [],
  parked: [],
  heldChanged: false,
  moves: new Map(),
  times: [],
};

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
