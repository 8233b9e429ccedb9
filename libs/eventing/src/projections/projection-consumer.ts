import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Broker, IncomingMessage, Subscription } from '../broker/broker';
import type { Consumer, ConsumerDefinition, ConsumerStatus } from '../handlers/consumer';
import type { ConsumptionBreaker } from '../handlers/breaker/consumption-breaker';
import type { HandBack } from '../handlers/breaker/hand-back';
import { OutagePause } from '../handlers/outage-pause';
import { readRetryHeaders, type RetryHistory } from '../handlers/pipeline/retry-headers';
import type { Sender } from '../handlers/pipeline/send-until-taken';
import { Tap } from '../handlers/tap';
import { inBatchSpans } from '../observability/tracing/batch-spans';
import { EverythingFailsError } from './batches/fold-breaker';
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
  breaker?: ConsumptionBreaker;
  handBack: Pick<HandBack, 'untried'>;
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
  /** One for each batch that is being put back. */
  private readonly handingBack = new Set<Sender>();

  constructor(private readonly parts: ProjectionParts) {
    this.definition = parts.definition;
    this.lanes = new Lanes(parts.batches, (batch) => this.settle(batch));
    this.logger = new Logger(`Projection ${parts.definition.name}`);
  }

  start(): void {
    if (this.subscription) return;
    const { definition, broker, queue, prefetch, held, reader } = this.parts;
    held.changed();
    // Read at once, not when its batch begins: there is time while the database works on the batch before.
    // Bound: a broker in memory delivers in the middle of the publisher's unit of work, of which this is no part.
    const take = AsyncResource.bind((message: IncomingMessage) => {
      this.line.join(message);
      this.lanes.add(reader.read(message));
    });
    this.subscription = broker.consume({ queue, prefetch }, take);
    const tap = new Tap(this.subscription);
    this.parts.breaker?.attach(tap);
    this.outagePause = new OutagePause({
      name: definition.name,
      tap,
      heldBecause: () => this.waitingFor(),
      inFlight: () => this.lanes.count,
    });
    this.outagePause.start();
  }

  async cancel(): Promise<void> {
    this.outagePause?.stop();
    this.parts.breaker?.stop();
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
    this.parts.breaker?.stop();
    this.lanes.discardPending();
    await this.subscription?.close();
  }

  status(): ConsumerStatus {
    const { breaker, held, stop, lag } = this.parts;
    const inFlight = this.lanes.count;
    const counts = { inFlight, lag: lag.summary(), ...(breaker && { breaker: breaker.status() }) };
    const subscribed = stop.signal.aborted ? 'stopped' : (this.subscription?.status() ?? 'stopped');
    const why = this.waitingFor();
    const detail =
      why === undefined ? breaker?.pausedBecause(inFlight) : (this.outagePause?.tellWith(why) ?? why);
    if (subscribed !== 'stopped' && detail !== undefined) return { state: 'waiting', ...counts, detail };
    return { state: subscribed, ...counts, ...(held.summary && { detail: describe(held.summary) }) };
  }

  private waitingFor(): string | undefined {
    return (
      this.parts.patience.waitingFor ??
      [...this.handingBack].find(({ heldBecause }) => heldBecause !== undefined)?.heldBecause
    );
  }

  /** Once stopped it acks nothing more: an ack would cover a batch before it that was left. */
  private async settle(batch: ReadMessage[]): Promise<void> {
    const { stop } = this.parts;
    if (stop.signal.aborted) return;
    try {
      await this.applyOrPutBack(batch);
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

  private async applyOrPutBack(batch: ReadMessage[]): Promise<void> {
    const { definition, runner, breaker } = this.parts;
    if (breaker?.isOpen) return this.putBack(batch, new Set());
    try {
      await inBatchSpans(definition.name, batch, () => runner.apply(batch));
    } catch (error) {
      if (!(error instanceof EverythingFailsError)) throw error;
      const { failed, parked } = error;
      const others = batch.filter(({ message }) => !parked.has(message));
      await this.putBack(others, failed);
    }
  }

  /** In order, and all of it: what of it was applied is a duplicate then. */
  private async putBack(batch: ReadMessage[], failed: ReadonlySet<IncomingMessage>): Promise<void> {
    const { definition, handBack, breaker, stop } = this.parts;
    const sender: Sender = { consumer: definition.name, stopping: stop.signal, heldBecause: undefined };
    this.handingBack.add(sender);
    await Promise.all(
      batch.map(({ message }) => handBack.untried({ message, history: historyOf(message, failed) }, sender)),
    );
    breaker?.handedBack(batch.length);
    this.handingBack.delete(sender);
  }
}

function historyOf(message: IncomingMessage, failed: ReadonlySet<IncomingMessage>): RetryHistory {
  const history = readRetryHeaders(message.properties.headers);
  if (!failed.has(message)) return history;
  const { attempts, handedBack, firstFailedAt = new Date() } = history;
  return { ...history, attempts: attempts + 1, handedBack: handedBack + 1, firstFailedAt };
}

function describe({ events, streams, oldest }: HeldSummary): string {
  const atLeast = events < COUNTED_AT_MOST ? '' : 'at least ';
  return `${atLeast}${events} events of ${streams} aggregates are held for want of an earlier one, since ${oldest.toISOString()}`;
}
