import { Logger } from '@nestjs/common';
import type { BrokerStatus } from './broker';

/** Tells the listeners when the status has changed, and only then. */
export class StatusBoard {
  private readonly logger = new Logger('Broker');
  private readonly listeners = new Set<(status: BrokerStatus) => void>();
  private last: BrokerStatus = 'connecting';

  constructor(private readonly now: () => BrokerStatus) {}

  onStatus(listener: (status: BrokerStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  refresh(): void {
    const status = this.now();
    if (status === this.last) return;
    this.last = status;
    for (const listener of [...this.listeners]) this.tell(listener, status);
  }

  /** Called from within the AMQP library, where an exception would take the connection down. */
  private tell(listener: (status: BrokerStatus) => void, status: BrokerStatus): void {
    try {
      listener(status);
    } catch (error) {
      this.logger.error(`A listener to the broker's status threw when it became ${status}.`, error);
    }
  }
}
