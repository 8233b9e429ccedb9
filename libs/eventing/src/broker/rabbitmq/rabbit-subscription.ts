import { Logger } from '@nestjs/common';
import type { BrokerCounters, ConsumeOptions, IncomingMessage, Pace, Subscription } from '../broker';
import { BrokerRefusedError, BrokerUnavailableError } from '../broker-errors';
import { HandedOut } from '../consuming/handed-out';
import { PrefetchWarmUp } from '../consuming/prefetch-warm-up';
import type { RunningMessages } from '../consuming/running-messages';
import type { SubscriptionState } from '../consuming/settlements';
import type { BrokerConnection } from './connection';
import { ConsumingChannel } from './consuming-channel';
import type { Declared } from './declared';
import { ReconcileLoop } from './reconcile-loop';
import type { RabbitSettings } from './settings';
import { withinLimit } from './time-limit';
import { type QueueReport, type Suspicion, Watchdog } from './watchdog';

export interface SubscriptionParts {
  connection: BrokerConnection;
  declared: Declared;
  /** Its queue is to be left alone for now. */
  isAside: () => boolean;
  running: RunningMessages;
  counters: BrokerCounters;
  settings: RabbitSettings;
  onClosed: () => void;
}

/** Wants to consume from a queue, and comes back to it whatever happens to connection, channel or queue. */
export class RabbitSubscription implements Subscription {
  private readonly logger = new Logger('RabbitMQ');
  private readonly warmUp: PrefetchWarmUp;
  private readonly state: SubscriptionState;
  private readonly loop: ReconcileLoop;
  private readonly watchdog: Watchdog;
  private readonly stopListening: () => void;
  /** The newest last; older ones are kept while their messages are still being handled. */
  private channels: ConsumingChannel[] = [];
  private hasConsumed = false;
  private suspicion?: Suspicion;
  private paused = false;
  private pace: Pace = 'full';
  private aside = false;
  private cancelled = false;
  private closed = false;

  constructor(
    private readonly options: ConsumeOptions,
    deliver: (message: IncomingMessage) => void,
    private readonly parts: SubscriptionParts,
  ) {
    this.loop = new ReconcileLoop(
      () => this.reconcile(),
      (error, failures) => this.complain(error, failures),
    );
    this.warmUp = new PrefetchWarmUp(options.prefetch, () => this.warmedUp());
    this.state = {
      deliver: (message) => this.closed || deliver(message),
      handedOut: new HandedOut(),
      running: parts.running,
      warmUp: this.warmUp,
      counters: parts.counters,
    };
    const { watchdogMs, renewIdleMs } = parts.settings;
    this.watchdog = new Watchdog(watchdogMs, renewIdleMs, {
      pulse: () => this.channel?.pulse,
      report: () => this.report(),
      alarm: (suspicion) => this.suspect(suspicion),
      onError: (error) => this.logger.debug(`Could not look after ${options.queue}: ${String(error)}`),
    });
    this.aside = parts.isAside();
    this.stopListening = parts.connection.onChange(() => this.loop.trigger());
    this.loop.trigger();
    this.watchdog.start();
  }

  status(): 'consuming' | 'waiting' | 'stopped' {
    if (this.cancelled) return 'stopped';
    return !this.mayNotTake && this.channel?.isConsuming ? 'consuming' : 'waiting';
  }

  pause(): void {
    this.paused = true;
    this.loop.trigger();
  }

  resume(pace: Pace = 'full'): void {
    if (!this.paused && pace === this.pace) return;
    if (this.paused) this.suspicion = undefined;
    this.paused = false;
    this.pace = pace;
    this.warmUp.beginAnew(pace);
    this.loop.trigger();
  }

  /** Leaves its queue alone, or comes back to it, at first as after the start. */
  lookWhetherAside(): void {
    if (this.aside === this.parts.isAside()) return;
    this.aside = !this.aside;
    this.suspicion = undefined;
    if (!this.aside) this.warmUp.beginAnew(this.pace);
    this.loop.trigger();
  }

  async cancel(): Promise<void> {
    this.cancelled = true;
    this.stopListening();
    this.watchdog.stop();
    const work = this.loop.stop().then(() => this.stopTaking());
    await withinLimit(this.parts.settings.closeTimeoutMs, `Cancelling ${this.options.queue}`, work).catch(
      (error: unknown) => this.logger.warn(`The consumer of ${this.options.queue}: ${String(error)}`),
    );
  }

  async close(): Promise<void> {
    await this.cancel();
    this.closed = true;
    await this.letGo();
    this.parts.onClosed();
  }

  private get mayNotTake(): boolean {
    return this.paused || this.aside;
  }

  private get channel(): ConsumingChannel | undefined {
    return this.channels[this.channels.length - 1];
  }

  private async reconcile(): Promise<void> {
    const { channel: old, suspicion } = this;
    if (this.cancelled || !this.parts.connection.isUp) return;
    if (this.mayNotTake) return this.stopTaking();
    if (old?.prefetch === this.warmUp.prefetch && !suspicion) return;
    const begins = !old?.isConsuming || suspicion !== undefined;
    if (begins) await this.parts.declared.restoreQueue(this.options.queue);
    const channel = old?.isOpen && !suspicion ? old : await this.openChannel();
    await channel.consume(this.warmUp.prefetch);
    if (begins && this.hasConsumed && suspicion !== 'idle') this.parts.counters.resumedConsumers += 1;
    this.hasConsumed = true;
    this.suspicion = undefined;
    await this.retireOlder(suspicion !== undefined);
    if (this.closed) await this.letGo(); // it took so long that nobody waited for it
  }

  private async stopTaking(): Promise<void> {
    await Promise.all(this.channels.filter(({ isOpen }) => isOpen).map((channel) => channel.cancel()));
  }

  /** Only now that another one consumes: until then an older channel must stay within reach of `cancel` and `close`. */
  private async retireOlder(all: boolean): Promise<void> {
    const older = this.channels.slice(0, -1).filter(({ unsettled }) => all || unsettled === 0);
    // Closing sets free what is stuck with it; what is still being handled keeps its channel on the list.
    await Promise.all(older.map((channel) => channel.close(this.parts.settings.closeTimeoutMs)));
    this.channels = this.channels.filter((channel) => !older.includes(channel) || channel.unsettled > 0);
  }

  private warmedUp(): void {
    this.channel?.prepareToRaise();
    this.loop.trigger();
  }

  private async openChannel(): Promise<ConsumingChannel> {
    const raw = await this.parts.connection.openChannel();
    if (!raw.isOpen) throw new BrokerUnavailableError('The channel was lost as soon as it was open.');
    const channel: ConsumingChannel = new ConsumingChannel(
      raw,
      this.options.queue,
      this.parts.connection.user,
      this.state,
      (why) => this.ended(channel, why),
    );
    if (this.channel && !this.channel.isOpen) this.warmUp.interrupted();
    this.channels.push(channel);
    return channel;
  }

  private ended(channel: ConsumingChannel, why: string): void {
    if (this.cancelled || this.mayNotTake || channel !== this.channel) return;
    this.logger.warn(`The consumer of ${this.options.queue} was interrupted (${why}); it starts anew.`);
    this.loop.trigger();
  }

  /** Asks on a channel of its own, for a missing queue is an error that closes the channel. */
  private async report(): Promise<QueueReport> {
    const { queue } = this.options;
    try {
      const { messageCount, consumerCount } = await this.parts.connection.onThrowAwayChannel((channel) =>
        channel.rpc(`Looking after ${queue}`, (amqp) => amqp.checkQueue(queue)),
      );
      return { ready: messageCount, consumers: consumerCount };
    } catch (error) {
      if (error instanceof BrokerRefusedError) return { ready: 0, consumers: 0 };
      throw error;
    }
  }

  private suspect(suspicion: Suspicion): void {
    // Messages that are being handled would come back, and be counted; on a mere suspicion that is not worth it.
    if (suspicion === 'idle' && (this.channel?.unsettled ?? 0) > 0) return;
    const say = suspicion === 'silent' ? 'warn' : 'debug';
    this.logger[say](`The consumer of ${this.options.queue} is ${suspicion}; it starts anew.`);
    this.suspicion = suspicion;
    this.loop.trigger();
  }

  private async letGo(): Promise<void> {
    const { channels } = this;
    this.channels = [];
    await Promise.all(channels.map((channel) => channel.close(this.parts.settings.closeTimeoutMs)));
    for (const channel of channels) channel.release();
  }

  private complain(error: unknown, failures: number): void {
    const say = failures === 1 ? 'warn' : 'debug';
    this.logger[say](`Cannot consume from ${this.options.queue} yet: ${String(error)}`);
  }
}
