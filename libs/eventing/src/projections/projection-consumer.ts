import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Broker, IncomingMessage, Subscription } from '../broker/broker';
import type { Consumer, ConsumerDefinition, ConsumerStatus } from '../handlers/consumer';
import { OutagePause } from '../handlers/outage-pause';
import { AckLine } from './batches/ack-line';
import { Lanes, type LanesOptions } from './batches/lanes';
import { COUNTED_AT_MOST, type HeldSummary, type HeldWatch } from './streams/held-watch';
import type { LagWindow } from './progress/lag-window';
import type { MessageReader } from './streams/message-reader';
import type { Patience } from './batches/patience';
import type { ProjectionRunner } from './projection-runner';
import type { ReadMessage } from './streams/stream-event';

/** All that a {@link ProjectionConsumer} is made of. */
export interface ProjectionParts {
  definition: ConsumerDefinition;
  queue: string;
  broker: Pick<Broker, 'consume'>;
  batches: LanesOptions;
  prefetch: number;
  reader: Pick<MessageReader, 'read'>;
  runner: Pick<ProjectionRunner, 'apply'>;
  patience: Patience;
  held: HeldWatch;
  lag: Pick<LagWindow, 'summary'>;
  /** Ends the waiting of runner and patience. */
  stop: AbortController;
}

/**
 * Takes messages from a projection's queue, hands them to the runner in batches, and acks what is committed. It has a channel
 * of its own: acking a message acks everything before it, and all of that is committed.
 */
export class ProjectionConsumer implements Consumer {
  readonly definition: ConsumerDefinition;
  private readonly lanes: Lanes;
  private readonly line = new AckLine();
  private readonly logger: Logger;
  private subscription: Subscription | undefined;
  private outagePause: OutagePause | undefined;

  constructor(private readonly parts: ProjectionParts) {
    this.definition = parts.definition;
    this.lanes = new Lanes(parts.batches, (batch) => this.settle(batch));
    this.logger = new Logger(`Projection ${parts.definition.name}`);
  }

  start(): void {
    if (this.subscription) return;
    const { definition, broker, queue, prefetch, held, reader, patience } = this.parts;
    held.changed();
    // Read at once, not when its batch begins: there is time while the database works on the batch before.
    // Bound: a broker in memory delivers in the middle of the publisher's unit of work, of which this is no part.
    const take = AsyncResource.bind((message: IncomingMessage) => {
      this.line.join(message);
      this.lanes.add(reader.read(message));
    });
    this.subscription = broker.consume({ queue, prefetch }, take);
    this.outagePause = new OutagePause({
      name: definition.name,
      subscription: this.subscription,
      heldBecause: () => patience.waitingFor,
      inFlight: () => this.lanes.count,
    });
    this.outagePause.start();
  }

  async cancel(): Promise<void> {
    this.outagePause?.stop();
    await this.subscription?.cancel();
  }

  async drain(): Promise<void> {
    await this.lanes.idle();
  }

  async close(): Promise<void> {
    const { stop, held } = this.parts;
    stop.abort();
    held.stop();
    this.outagePause?.stop();
    this.lanes.discardPending();
    await this.subscription?.close();
  }

  status(): ConsumerStatus {
    const { patience, held, stop, lag } = this.parts;
    const counts = { inFlight: this.lanes.count, lag: lag.summary() };
    const subscribed = stop.signal.aborted ? 'stopped' : (this.subscription?.status() ?? 'stopped');
    const why = patience.waitingFor;
    if (subscribed !== 'stopped' && why !== undefined)
      return { state: 'waiting', ...counts, detail: this.outagePause?.tellWith(why) ?? why };
    return { state: subscribed, ...counts, ...(held.summary && { detail: describe(held.summary) }) };
  }

  /** Once stopped it acks nothing more: an ack would cover a batch before it that was left. */
  private async settle(batch: ReadMessage[]): Promise<void> {
    const { runner, stop } = this.parts;
    if (stop.signal.aborted) return;
    try {
      await runner.apply(batch);
      this.line.settle(batch.map(({ message }) => message));
      this.outagePause?.gotOn();
    } catch (error) {
      const what = `Left ${batch.length} messages to the broker; they come again.`;
      if (stop.signal.aborted) return this.logger.log(what);
      stop.abort();
      this.logger.error(
        `${what} This projection takes no more: it failed in a way that nobody foresaw.`,
        error,
      );
    }
  }
}

function describe({ events, streams, oldest }: HeldSummary): string {
  const atLeast = events < COUNTED_AT_MOST ? '' : 'at least ';
  return `${atLeast}${events} events of ${streams} aggregates are held for want of an earlier one, since ${oldest.toISOString()}`;
}
