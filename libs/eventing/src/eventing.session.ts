import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BROKER, type Broker } from './broker/broker';
import { BrokerUnavailableError } from './broker/broker-errors';
import { untilConnected } from './outbox/broker-watch';

const CLOSE_WITHIN_MS = 5_000;

/**
 * The connections of a process that has the service's module and is not the service: it consumes, relays and declares
 * nothing, and connects to what an operation needs when it needs it. Such a process never calls the application's hooks.
 *
 * @example
 * ```ts
 * const session = app.get(EventingSession);
 * await session.connectDatabase();
 * console.log(await app.get(OutboxStatus).read());
 * await session.close();
 * ```
 */
@Injectable()
export class EventingSession {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(BROKER) private readonly broker: Broker,
  ) {}

  /** Does nothing when it is connected. @throws whatever keeps it from connecting. */
  async connectDatabase(): Promise<void> {
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
  }

  /**
   * Does nothing when it is connected.
   *
   * @throws BrokerUnavailableError when it is not after `withinMs`; the log says why.
   */
  async connectBroker(withinMs = 10_000): Promise<void> {
    this.broker.start();
    if (await untilConnected(this.broker, withinMs, AbortSignal.timeout(withinMs))) return;
    throw new BrokerUnavailableError(
      `RabbitMQ could not be reached within ${withinMs / 1_000} s (${this.broker.status()}).`,
    );
  }

  /** Lets go of both; does not throw, for whatever was to be done has been done. */
  async close(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref());
    const closing = [
      this.broker.close(),
      ...(this.dataSource.isInitialized ? [this.dataSource.destroy()] : []),
    ];
    await Promise.race([Promise.allSettled(closing), limit]);
  }
}
