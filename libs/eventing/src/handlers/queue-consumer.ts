import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Broker, IncomingMessage, Subscription } from '../broker/broker';
import type { Consumer, ConsumerDefinition, ConsumerStatus } from './consumer';
import { LeftUnsettled } from './left-unsettled';

/** What is being done with one message, as far as its consumer's status tells. */
export interface Work {
  /** Why the message waits where it is; undefined while it does not. */
  heldBecause: string | undefined;
}

/** A consumer that deals with the messages of one queue one by one, several at a time, and acks each when it is done. */
export abstract class QueueConsumer<W extends Work = Work> implements Consumer {
  abstract readonly definition: ConsumerDefinition;
  protected abstract readonly queue: string;
  protected abstract readonly prefetch: number;
  protected readonly logger = new Logger(this.constructor.name);
  private readonly stopping = new AbortController();
  private readonly inFlight = new Map<W, Promise<void>>();
  private subscription: Subscription | undefined;
  private closed = false;

  constructor(private readonly broker: Pick<Broker, 'consume'>) {
    setMaxListeners(0, this.stopping.signal); // every message may wait for it; that is no leak
  }

  start(): void {
    if (this.subscription || this.stopping.signal.aborted) return;
    const { queue, prefetch } = this;
    // Bound: a broker in memory delivers in the middle of the publisher's unit of work, of which this is no part.
    const take = AsyncResource.bind((message: IncomingMessage) => this.take(message));
    this.subscription = this.broker.consume({ queue, prefetch }, take);
  }

  /** Messages that wait for something are left to the broker at once; those being worked on are finished. */
  async cancel(): Promise<void> {
    this.stopping.abort();
    await this.subscription?.cancel();
  }

  async drain(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight.values());
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopping.abort();
    await this.subscription?.close();
  }

  status(): ConsumerStatus {
    const state = this.subscription?.status() ?? 'stopped';
    const held = [...this.inFlight.keys()].filter((work) => work.heldBecause !== undefined);
    if (held.length === 0) return { state, inFlight: this.inFlight.size };
    const detail = `${held.length} held: ${held[0]?.heldBecause}`;
    return { state: state === 'stopped' ? state : 'waiting', inFlight: this.inFlight.size, detail };
  }

  protected abstract begin(message: IncomingMessage, stopping: AbortSignal): W;

  /** Resolves when the message is dealt with for good. */
  protected abstract finish(work: W): Promise<void>;

  private take(message: IncomingMessage): void {
    if (this.closed) return;
    const work = this.begin(message, this.stopping.signal);
    this.inFlight.set(work, this.settle(work, message));
  }

  private async settle(work: W, message: IncomingMessage): Promise<void> {
    try {
      await this.finish(work);
      message.ack();
    } catch (error) {
      if (!(error instanceof LeftUnsettled)) {
        this.logger.error(
          `A message of ${this.queue} was left unsettled; it comes back with the next connection.`,
          error,
        );
      }
    } finally {
      this.inFlight.delete(work);
    }
  }
}
