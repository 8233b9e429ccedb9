import { Logger } from '@nestjs/common';
import type { Broker, PublishOutcome } from '../broker/broker';
import { EventingError } from '../message/errors';
import type { Addressing, OutboxRow } from './outbox-row';
import { RareLog } from './rare-log';

/** A batch was not confirmed as a whole: it has to be published again, in order, from the last checkpoint. */
export class BatchFailedError extends EventingError {}

/** What the relay has sent since its process started. */
export interface PublishCounters {
  published: number;
  unroutable: number;
}

/**
 * Sends batches of rows, each row as soon as the one before is written, without waiting for its confirm. Once a row has
 * failed nothing more goes out: a later event must not pass an earlier one of its aggregate.
 */
export class Publisher {
  private readonly unroutable = new RareLog(new Logger('Relay'), 'log');
  private failure?: Error;

  constructor(
    private readonly broker: Pick<Broker, 'publish'>,
    private readonly addressing: Addressing,
    private readonly mayPublish: () => boolean,
    private readonly counters: PublishCounters,
  ) {}

  /**
   * Resolves when every row is confirmed.
   *
   * @throws BatchFailedError when one is not, as soon as all that went out are settled.
   */
  publish(rows: readonly OutboxRow[]): Promise<void> {
    const batch = new Batch(rows.length);
    for (const [index, row] of rows.entries()) {
      const obstacle = this.failure ?? this.forbidden();
      if (obstacle) {
        batch.fail(rows.length - index, obstacle);
        break;
      }
      this.send(row, batch);
    }
    return batch.settled;
  }

  private send(row: OutboxRow, batch: Batch): void {
    this.broker.publish(this.addressing.messageOf(row)).then(
      (outcome) => {
        this.count(outcome, row);
        batch.settle(1);
      },
      (error: Error) => {
        this.failure ??= error;
        batch.fail(1, error);
      },
    );
  }

  private forbidden(): Error | undefined {
    if (this.mayPublish()) return undefined;
    return (this.failure = new Error('The right to relay has run out.'));
  }

  private count(outcome: PublishOutcome, row: OutboxRow): void {
    this.counters.published++;
    if (outcome === 'routed') return;
    this.counters.unroutable++;
    this.unroutable.say(
      `${row.type} was confirmed, but no queue is bound for it: nobody gets event ${row.eventId}. ` +
        'That is fine while no consumer exists; one that should get it has to declare its queue first.',
    );
  }
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

  settle(count: number): void {
    this.unsettled -= count;
    if (this.unsettled > 0) return;
    if (this.failure) this.reject(new BatchFailedError(this.failure.message, { cause: this.failure }));
    else this.resolve();
  }

  fail(count: number, failure: Error): void {
    this.failure ??= failure;
    this.settle(count);
  }
}
