import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Broker, IncomingMessage, Subscription } from '../broker/broker';
import { backoffMs } from '../backoff';
import type { Consumer, ConsumerDefinition, ConsumerStatus } from './consumer';
import type { ConsumptionBreaker } from './breaker/consumption-breaker';
import { LeftUnsettled } from './left-unsettled';
import { OutagePause } from './outage-pause';
import { pause } from './pausing';
import { Tap } from './tap';

/** What is being done with one message, as far as its consumer's status tells. */
export interface Work {
  /** Why the message waits where it is; undefined while it does not. */
  heldBecause: string | undefined;
}

/** A message that was taken, and what is being done with it now. */
interface Task<W> {
  work: W;
  done: Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/** A consumer that deals with the messages of one queue one by one, several at a time, and acks each when it is done. */
export abstract class QueueConsumer<W extends Work = Work> implements Consumer {
  abstract readonly definition: ConsumerDefinition;
  protected abstract readonly queue: string;
  protected abstract readonly prefetch: number;
  protected readonly logger = new Logger(this.constructor.name);
  private readonly stopping = new AbortController();
  private readonly inFlight = new Set<Task<W>>();
  private subscription: Subscription | undefined;
  private outagePause: OutagePause | undefined;
  private closed = false;

  constructor(
    private readonly broker: Pick<Broker, 'consume'>,
    private readonly breaker?: ConsumptionBreaker,
  ) {
    setMaxListeners(0, this.stopping.signal); // every message may wait for it; that is no leak
  }

  start(): void {
    if (this.subscription || this.stopping.signal.aborted) return;
    const { queue, prefetch } = this;
    // Bound: a broker in memory delivers in the middle of the publisher's unit of work, of which this is no part.
    const take = AsyncResource.bind((message: IncomingMessage) => this.take(message));
    this.subscription = this.broker.consume({ queue, prefetch }, take);
    const tap = new Tap(this.subscription);
    this.breaker?.attach(tap);
    this.outagePause = new OutagePause({
      name: this.definition.name,
      tap,
      heldBecause: () => this.held()[0]?.heldBecause,
      inFlight: () => this.inFlight.size,
    });
    this.outagePause.start();
  }

  /** Messages that wait for something are left to the broker at once; those being worked on are finished. */
  async cancel(): Promise<void> {
    this.stopping.abort();
    this.outagePause?.stop();
    this.breaker?.stop();
    await this.subscription?.cancel();
  }

  async drain(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all([...this.inFlight].map(({ done }) => done));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopping.abort();
    this.outagePause?.stop();
    this.breaker?.stop();
    await this.subscription?.close();
  }

  status(): ConsumerStatus {
    const state = this.subscription?.status() ?? 'stopped';
    const inFlight = this.inFlight.size;
    const breaker = this.breaker && { breaker: this.breaker.status() };
    const detail = this.heldBecause() ?? this.breaker?.pausedBecause(inFlight);
    if (detail === undefined) return { state, inFlight, ...breaker };
    return { state: state === 'stopped' ? state : 'waiting', inFlight, detail, ...breaker };
  }

  protected abstract begin(message: IncomingMessage, stopping: AbortSignal): W;

  /** Resolves when the message is dealt with for good. */
  protected abstract finish(work: W): Promise<void>;

  private heldBecause(): string | undefined {
    const held = this.held();
    if (held.length === 0) return undefined;
    const why = `${held.length} held: ${held[0]?.heldBecause}`;
    return this.outagePause?.tellWith(why) ?? why;
  }

  private held(): W[] {
    return [...this.inFlight].map(({ work }) => work).filter((work) => work.heldBecause !== undefined);
  }

  private take(message: IncomingMessage): void {
    if (this.closed) return;
    const task: Task<W> = { work: this.begin(message, this.stopping.signal), done: Promise.resolve() };
    this.inFlight.add(task);
    task.done = this.settle(task, message).finally(() => this.inFlight.delete(task));
  }

  /** A failure that nobody foresaw keeps its message, in sight, and is tried again: left alone it would never come back. */
  private async settle(task: Task<W>, message: IncomingMessage): Promise<void> {
    try {
      for (let failures = 0; !(await this.finished(task, message)); failures++) {
        await pause(backoffMs(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), this.stopping.signal);
        task.work = this.begin(message, this.stopping.signal);
      }
    } catch (error) {
      if (!(error instanceof LeftUnsettled)) throw error;
    }
  }

  /** @throws LeftUnsettled */
  private async finished({ work }: Task<W>, message: IncomingMessage): Promise<boolean> {
    try {
      await this.finish(work);
      message.ack();
      this.outagePause?.gotOn();
      return true;
    } catch (error) {
      if (error instanceof LeftUnsettled) throw error;
      work.heldBecause = `it failed in a way that nobody foresaw (${String(error)})`;
      this.logger.error(
        `A message of ${this.queue} failed in a way that nobody foresaw; it is held and tried again.`,
        error,
      );
      return false;
    }
  }
}
