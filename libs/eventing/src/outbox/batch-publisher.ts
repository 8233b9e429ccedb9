import type { Broker } from '../broker/broker';
import { EventingError } from '../message/errors';
import { endPublishSpan, PublishSpans } from '../observability/tracing/publish-span';
import type { Listeners } from './listeners';
import type { Addressing, OutboxRow } from './outbox-row';

/** A batch was not confirmed as a whole: it has to be published again, in order, from the last checkpoint. */
export class BatchFailedError extends EventingError {}

/**
 * Sends batches of rows without waiting for the confirm of one before the next. Once a row has failed, or the right to
 * relay has run out, nothing more goes out, not even what waits in the broker client's line. What was on the wire by then
 * may have arrived: where the broker refused one row by itself, rows sent after it may stand before it, until they are
 * repeated behind it.
 */
export class BatchPublisher {
  private failure?: Error;

  constructor(
    private readonly broker: Pick<Broker, 'publish'>,
    private readonly addressing: Pick<Addressing, 'messageOf'>,
    private readonly mayPublish: () => boolean,
    private readonly listeners: Pick<Listeners, 'note'>,
  ) {}

  /**
   * Resolves when every row is confirmed.
   *
   * @throws BatchFailedError when one is not, as soon as all that went out are settled.
   */
  publish(rows: readonly OutboxRow[]): Promise<void> {
    const batch = new Batch(rows.length);
    const spans = new PublishSpans();
    for (const row of rows) this.send(row, batch, spans);
    return batch.settled;
  }

  private send(row: OutboxRow, batch: Batch, spans: PublishSpans): void {
    const message = this.addressing.messageOf(row);
    const span = spans.startFor(message, row.body);
    this.broker.publish(message, this.obstacle).then(
      (outcome) => {
        endPublishSpan(span, outcome);
        this.listeners.note(outcome, row);
        batch.settle();
      },
      (error: Error) => {
        endPublishSpan(span, error);
        this.failure ??= error;
        batch.fail(error);
      },
    );
  }

  /** Asked right before each message goes out: a process may sleep between any two of them. */
  private readonly obstacle = (): Error | undefined => {
    if (!this.failure && !this.mayPublish()) this.failure = new Error('The right to relay has run out.');
    return this.failure;
  };
}

/** Counts what is still to be settled: a promise for each row that waits for all would cost more than the row. */
class Batch {
  readonly settled: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: BatchFailedError) => void;
  private failure?: Error;

  constructor(private unsettled: number) {
    this.settled = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  settle(): void {
    if (--this.unsettled > 0) return;
    if (this.failure) this.reject(new BatchFailedError(this.failure.message, { cause: this.failure }));
    else this.resolve();
  }

  fail(failure: Error): void {
    this.failure ??= failure;
    this.settle();
  }
}
