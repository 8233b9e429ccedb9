import type { DedicatedConnection } from '../database/dedicated-connection';
import { EventingError } from '../message/errors';
import { CHANNEL, LEASE_IS_FREE } from './coalesced-notify';
import { ACQUIRE, RELEASE, RENEW } from './sql/lease.sql';

/** This process may not relay any more: another one has taken the lease, or may have by now. */
export class LeaseLostError extends EventingError {}

/** The share of the lease's time after which its holder stops by itself; the rest is for clocks that run unevenly. */
const TRUSTED_SHARE = 0.9;
const RENEWALS_PER_LEASE = 3;

/**
 * The right to relay, held by one process of a service at a time. The database says when it runs out for others; the
 * holder counts from before it asked, on its own clocks, so it stops before anybody else may start. The fence is the
 * second line: even a holder that was frozen for a minute and does not know it cannot write a checkpoint.
 */
export class Lease {
  private readonly loss = new AbortController();
  private validUntil!: Deadline;
  private ended = false;
  private renewal?: NodeJS.Timeout;
  private expiry?: NodeJS.Timeout;

  private constructor(
    private readonly connection: DedicatedConnection,
    readonly holder: string,
    readonly fence: number,
    private readonly leaseMs: number,
  ) {}

  /** Undefined when another process holds it. */
  static async tryAcquire(
    connection: DedicatedConnection,
    holder: string,
    leaseMs: number,
  ): Promise<Lease | undefined> {
    const asked = new Deadline(leaseMs * TRUSTED_SHARE);
    const [row] = await connection.query<{ fence: number }>(ACQUIRE, [holder, leaseMs]);
    if (!row) return undefined;
    const lease = new Lease(connection, holder, row.fence, leaseMs);
    lease.extend(asked);
    return lease;
  }

  /** To be asked before each message: a process may sleep between any two of them. */
  get isValid(): boolean {
    return !this.ended && !this.loss.signal.aborted && !this.validUntil.passed;
  }

  /** Aborted when it could not be renewed in time, or was taken. */
  get lost(): AbortSignal {
    return this.loss.signal;
  }

  /** Lets another process have it at once. */
  async release(): Promise<void> {
    this.stop();
    await this.connection.query(RELEASE, [this.holder, this.fence]);
    await this.connection.query('select pg_notify($1, $2)', [CHANNEL, LEASE_IS_FREE]);
  }

  /** Gives it up without a word to the database, where it runs out. */
  stop(): void {
    this.ended = true;
    this.clearTimers();
  }

  private clearTimers(): void {
    clearTimeout(this.renewal);
    clearTimeout(this.expiry);
  }

  private extend(validUntil: Deadline): void {
    this.validUntil = validUntil;
    this.clearTimers();
    this.renewal = setTimeout(() => void this.renew(), this.leaseMs / RENEWALS_PER_LEASE);
    this.expiry = setTimeout(() => this.lose('it was not renewed in time'), validUntil.leftMs);
  }

  private async renew(): Promise<void> {
    const asked = new Deadline(this.leaseMs * TRUSTED_SHARE);
    try {
      const [row] = await this.connection.query(RENEW, [this.holder, this.fence, this.leaseMs]);
      if (this.ended) return;
      if (!row) this.lose('another process has taken it');
      else if (!this.loss.signal.aborted) this.extend(asked);
    } catch (error) {
      if (!this.ended) this.lose(`renewing it failed (${String(error)})`);
    }
  }

  private lose(reason: string): void {
    this.clearTimers();
    this.loss.abort(new LeaseLostError(`The relay's lease is lost: ${reason}.`));
  }
}

/** By two clocks, whichever is further: one stands still while the machine sleeps, the other can be set. */
class Deadline {
  private readonly monotonic: number;
  private readonly wall: number;

  constructor(afterMs: number) {
    this.monotonic = performance.now() + afterMs;
    this.wall = Date.now() + afterMs;
  }

  get leftMs(): number {
    return Math.max(0, Math.min(this.monotonic - performance.now(), this.wall - Date.now()));
  }

  get passed(): boolean {
    return this.leftMs === 0;
  }
}
