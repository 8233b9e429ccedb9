import { Logger } from '@nestjs/common';
import type { IncomingMessage } from '../broker/broker';
import type { Batch } from './batches/batch';
import type { BatchReport, BatchTransaction } from './batches/batch-transaction';
import { BatchRefusedError } from './batches/failures';
import { EverythingFailsError } from './batches/fold-breaker';
import { applyAll } from './batches/isolation';
import type { Patience } from './batches/patience';
import type { ReadMessage, SnapshotPart } from './streams/stream-event';

/** Who hears of what a projection gets done, once it is committed. */
export interface RunnerAudience {
  committed(report: BatchReport): void;
  heldChanged(): void;
}

/** Who counts the parts of an answer to a request for snapshots. Counting one twice is harmless. */
export interface SnapshotCounter {
  arrived(parts: readonly SnapshotPart[]): Promise<void>;
}

/**
 * Brings messages into a read model. When `apply` resolves, every one of them is applied, held or parked, and that is
 * committed: the broker may forget them.
 */
export class ProjectionRunner {
  private readonly logger: Logger;

  constructor(
    projection: string,
    private readonly transaction: Pick<BatchTransaction, 'run'>,
    private readonly patience: Patience,
    private readonly audience: RunnerAudience,
    private readonly snapshots: SnapshotCounter,
  ) {
    this.logger = new Logger(`Projection ${projection}`);
  }

  /**
   * Takes as long as it takes: while the database is away it waits. Applying messages again that were applied before is
   * harmless.
   *
   * @returns those of the messages that it has parked.
   * @throws EverythingFailsError when its folds fail for everything; what was applied until then stays so.
   * @throws AbortError when the projection is told to stop while it waits; nothing is lost, the messages come again.
   */
  async apply(messages: readonly ReadMessage[]): Promise<ReadonlySet<IncomingMessage>> {
    const events = messages.flatMap(({ event }) => event ?? []);
    const unusable = messages.flatMap(({ unusable: one }) => one ?? []);
    const batch: Batch = { events, unusable, streams: [], limit: Infinity };
    const parked = new Set<IncomingMessage>();
    if (events.length + unusable.length > 0)
      await this.patience
        .insist(() => applyAll(batch, (part) => this.run(part, parked)), isEverythingFailing)
        .catch((error: unknown) => {
          throw error instanceof EverythingFailsError ? error.butParked(parked) : error;
        });
    // After they are applied: what is counted has come to stay. A copy that lacks what was parked is not complete.
    const arrived = messages.filter(({ message }) => !parked.has(message));
    const parts = arrived.flatMap(({ snapshotPart }) => snapshotPart ?? []);
    if (parts.length > 0) await this.patience.insist(() => this.snapshots.arrived(parts));
    return parked;
  }

  private async run(batch: Batch, parked: Set<IncomingMessage>): Promise<string[]> {
    const report = await this.patience.insist(
      () => this.transaction.run(batch),
      (error) => error instanceof BatchRefusedError || isEverythingFailing(error),
    );
    for (const { message, error } of batch.unusable) {
      parked.add(message);
      this.tellOfParking(message.properties.messageId, error);
    }
    for (const { event } of report.parked) if (event.message) parked.add(event.message);
    this.tell(report);
    return report.unfinished;
  }

  private tell(report: BatchReport): void {
    const { parked, heldChanged } = report;
    for (const { event, error } of parked) {
      this.tellOfParking(`${event.envelope.type} ${event.sequence} of ${event.stream}`, error);
    }
    if (heldChanged) this.audience.heldChanged();
    this.audience.committed(report);
  }

  private tellOfParking(what: string | undefined, error: unknown): void {
    this.logger.warn(
      `Parked ${what ?? 'a message without id'}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isEverythingFailing(error: unknown): boolean {
  return error instanceof EverythingFailsError;
}
