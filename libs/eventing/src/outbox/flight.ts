import type { Checkpoints } from './checkpoints';
import type { Checkpoint } from './cursor/cursor';
import type { OutboxRow } from './outbox-row';
import type { BatchPublisher } from './batch-publisher';

interface Batch {
  checkpoint: Checkpoint;
  /** When its first row was stored, in seconds since 1970. */
  since: number;
  confirmed: boolean;
}

/** While one batch is being confirmed, the next is read and sent. */
const BATCHES = 2;

/** The batches that are on their way. Once they are confirmed, in order, their checkpoints are written, in order. */
export class Flight {
  /** Some batch has arrived: the broker works. */
  hasLanded = false;
  private readonly batches: Batch[] = [];
  private unsettled = 0;
  private closed = false;
  private failure?: unknown;
  private writing = Promise.resolve();
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly publisher: Pick<BatchPublisher, 'publish'>,
    private readonly checkpoints: Pick<Checkpoints, 'write'>,
    private readonly over: AbortSignal,
  ) {
    over.addEventListener('abort', this.tellChange);
  }

  get isEmpty(): boolean {
    return this.batches.length === 0;
  }

  /** When the oldest row that is not confirmed yet was stored, in seconds since 1970. */
  get oldestSince(): number | undefined {
    return this.batches[0]?.since;
  }

  /** Sends `rows` as soon as there is room, unless it is over; `checkpoint` holds once they, and all before, are confirmed. */
  async send(rows: readonly OutboxRow[], checkpoint: Checkpoint): Promise<void> {
    while (!this.failure && !this.over.aborted && this.batches.length >= BATCHES) await this.nextChange();
    this.throwFailure();
    if (this.over.aborted) return;
    const batch = { checkpoint, since: rows[0]?.createdAt ?? 0, confirmed: false };
    this.batches.push(batch);
    this.unsettled++;
    this.publisher
      .publish(rows)
      .then(
        () => this.onConfirmed(batch),
        (error: unknown) => this.fail(error),
      )
      .finally(() => {
        this.unsettled--;
        this.tellChange();
      });
  }

  /**
   * Writes a checkpoint that no batch belongs to. After one that failed none is written any more: each holds only what
   * changed since the one before.
   */
  store(checkpoint: Checkpoint): void {
    if (this.closed) return;
    this.writing = this.writing.then(() => this.checkpoints.write(checkpoint));
    this.writing.catch((error: unknown) => this.fail(error));
  }

  /**
   * The end: resolves when everything that was sent is confirmed or refused, or after `withinMs`, and the checkpoints are
   * written. Confirms that come later change nothing any more: the next flight begins at the last checkpoint, and an older
   * one behind its own would take back what it has parked since.
   */
  async landed(withinMs: number): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.tellChange();
    }, withinMs);
    while (this.unsettled > 0 && !late) await this.nextChange();
    clearTimeout(timer);
    this.closed = true;
    this.over.removeEventListener('abort', this.tellChange);
    await this.writing.catch(() => undefined); // known: throwFailure tells it
  }

  /** @throws what a batch or a checkpoint failed with. */
  throwFailure(): void {
    if (this.failure) throw this.failure as Error;
  }

  private onConfirmed(batch: Batch): void {
    batch.confirmed = true;
    this.hasLanded = true;
    while (this.batches[0]?.confirmed) this.store((this.batches.shift() as Batch).checkpoint);
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.tellChange();
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private readonly tellChange = (): void => this.waiting.splice(0).forEach((resolve) => resolve());
}
