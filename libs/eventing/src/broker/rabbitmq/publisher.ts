import { Logger } from '@nestjs/common';
import type { BrokerCounters, Obstacle, OutgoingMessage, PublishOutcome } from '../broker';
import { BrokerUnavailableError } from '../broker-errors';
import type { BrokerConnection } from './connection';
import type { KnownExchanges } from './known-exchanges';
import { ReconcileLoop } from './reconcile-loop';
import { SendWindow } from './send-window';
import type { RabbitSettings } from './settings';
import { withinLimit } from './time-limit';

/** Keeps a channel open to publish on. While there is none, it rejects at once: nothing is kept for later. */
export class Publisher {
  private readonly logger = new Logger('RabbitMQ');
  private readonly loop = new ReconcileLoop(
    () => this.openWindow(),
    (error) => this.logger.warn(`No channel to publish on yet: ${String(error)}`),
  );
  private window?: SendWindow;
  private closed = false;

  constructor(
    private readonly connection: BrokerConnection,
    private readonly exchanges: KnownExchanges,
    private readonly settings: RabbitSettings,
    private readonly counters: BrokerCounters,
    private readonly onChange: () => void,
  ) {
    connection.onChange(() => this.loop.trigger());
  }

  get isReady(): boolean {
    return this.window !== undefined;
  }

  publish(message: OutgoingMessage, obstacle?: Obstacle): Promise<PublishOutcome> {
    return new Promise((resolve, reject) => {
      const unavailable = this.unavailableBecause();
      if (unavailable) reject(new BrokerUnavailableError(unavailable));
      else this.window?.push({ message, resolve, reject, returned: false, obstacle });
    });
  }

  /** Waits a moment for what is on its way, refuses what comes. Never rejects. */
  async close(): Promise<void> {
    this.closed = true;
    const { closeTimeoutMs } = this.settings;
    const work = this.loop.stop().then(() => this.window?.close());
    await withinLimit(closeTimeoutMs, 'Closing the channel to publish on', work).catch((error: unknown) =>
      this.logger.warn(String(error)),
    );
  }

  private unavailableBecause(): string | undefined {
    if (this.closed) return 'The broker client has been closed: nothing can be published any more.';
    const { blockedBecause } = this.connection;
    if (blockedBecause) return `RabbitMQ takes no messages for now (${blockedBecause}).`;
    return this.window ? undefined : 'There is no connection to RabbitMQ to publish on.';
  }

  /** On a blocked connection nothing is answered; the loop comes back here when it is unblocked. */
  private async openWindow(): Promise<void> {
    if (this.window || !this.connection.isUp || this.connection.blockedBecause) return;
    const channel = await this.connection.openConfirmChannel();
    this.window = new SendWindow(channel, this.exchanges, this.settings, this.counters, this.connection.user);
    this.onChange();
    channel.onClose((cause) => this.lostWindow(cause));
  }

  private lostWindow(cause: Error | undefined): void {
    if (this.connection.isUp && !this.closed) {
      this.logger.warn(
        `The channel to publish on was lost (${cause?.message ?? 'closed'}); opening another.`,
      );
    }
    this.window = undefined;
    this.onChange();
    this.loop.trigger();
  }
}
