import type { RelayTally } from '../observability/relay-tally';
import type { BatchPublisher } from './batch-publisher';
import type { OutboxRow } from './outbox-row';

/** Publishes batches and notes how long their confirms took: once a batch, so that it costs the single event nothing. */
export class TimedPublisher {
  constructor(
    private readonly publisher: Pick<BatchPublisher, 'publish'>,
    private readonly tally: RelayTally,
  ) {}

  /** As {@link BatchPublisher.publish}. */
  async publish(rows: readonly OutboxRow[]): Promise<void> {
    const began = performance.now();
    try {
      await this.publisher.publish(rows);
    } catch (error) {
      this.tally.failedBatches += 1;
      throw error;
    }
    this.tally.confirm.record((performance.now() - began) / 1_000);
    const oldest = rows[0]?.createdAt;
    if (oldest !== undefined) this.tally.lag.record(Date.now() / 1_000 - oldest);
  }
}
