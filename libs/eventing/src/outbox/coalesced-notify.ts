import { Logger } from '@nestjs/common';
import type { DedicatedConnection } from '../database/dedicated-connection';

/** The channel on which the processes of a service wake the one that relays, and announce a free lease. */
export const CHANNEL = 'eventing_relay';
export const LEASE_IS_FREE = 'lease is free';

const AT_MOST_EVERY_MS = 5;

/**
 * Wakes the relay of another process. A NOTIFY in a business transaction would make all commits of the server queue up
 * behind one lock, so this one runs by itself on a connection that is never in a transaction, and however many commits
 * there are, not more often than every few milliseconds.
 */
export class CoalescedNotify {
  private readonly logger = new Logger('Relay');
  private nextAt = 0;
  private scheduled = false;

  constructor(private readonly connection: DedicatedConnection) {}

  send(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const wait = this.nextAt - performance.now();
    if (wait <= 0) void this.notify();
    else setTimeout(() => void this.notify(), wait);
  }

  private async notify(): Promise<void> {
    this.scheduled = false;
    this.nextAt = performance.now() + AT_MOST_EVERY_MS;
    try {
      await this.connection.query('select pg_notify($1, $2)', [CHANNEL, '']);
    } catch (error) {
      // The relay's slow poll finds the rows; what is wrong with the connection is told by who lives on it.
      this.logger.debug(`A nudge was not sent: ${String(error)}`);
    }
  }
}
