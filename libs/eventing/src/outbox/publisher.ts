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
    return new Promise((resolve, reject) => {
      let unsettled = rows.length;
      let failure: Error | undefined;
      const settle = (count: number): void => {
        unsettled -= count;
        if (unsettled > 0) return;
        if (failure) reject(new BatchFailedError(failure.message, { cause: failure }));
        else resolve();
      };
      const failed = (error: Error): void => {
        failure ??= this.failure ??= error;
        settle(1);
      };
      rows.every((row, index) => {
        failure ??= this.failure ?? this.forbidden();
        if (failure) settle(rows.length - index);
        else this.send(row, () => settle(1)).catch(failed);
        return !failure;
      });
    });
  }

  private send(row: OutboxRow, settled: () => void): Promise<void> {
    return this.broker.publish(this.addressing.messageOf(row)).then((outcome) => {
      this.count(outcome, row);
      settled();
    });
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
