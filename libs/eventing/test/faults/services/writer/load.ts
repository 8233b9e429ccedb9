import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SETTINGS, type LoadSettings, type ServiceSettings } from '../settings';
import { HostileTransaction, RolledBack } from './hostile-transaction';

/** Writers that never stop until they are told to: what the faults happen under. */
@Injectable()
export class Load implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** `failed`: not on purpose, as when the database is away; whether it committed only the tables tell. */
  readonly counts = { committed: 0, rolledBack: 0, failed: 0 };
  private readonly stopped = new AbortController();
  private readonly logger = new Logger(Load.name);
  private writers: Promise<void>[] = [];

  constructor(
    @Inject(SETTINGS) private readonly settings: ServiceSettings,
    private readonly transaction: HostileTransaction,
  ) {}

  onApplicationBootstrap(): void {
    const { load } = this.settings;
    if (!load) return;
    this.writers = Array.from({ length: load.writers }, () => this.write(load));
    if (load.longTransactionMs) this.writers.push(this.keepOneOpen(load.longTransactionMs));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Resolves when no transaction is open any more. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.writers);
  }

  private async write({ accounts, restMs }: LoadSettings): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.count(this.transaction.run(accounts));
      await pause(Math.random() * restMs);
    }
  }

  private async keepOneOpen(forMs: number): Promise<void> {
    const account = `open-${process.pid}`;
    while (!this.stopped.signal.aborted) {
      await this.count(this.transaction.keepOpen(account, forMs, this.stopped.signal));
    }
  }

  private async count(transaction: Promise<void>): Promise<void> {
    try {
      await transaction;
      this.counts.committed++;
    } catch (error) {
      if (error instanceof RolledBack) this.counts.rolledBack++;
      else await this.failed(error);
    }
  }

  /** Expected while the database is away; a rest keeps the log readable. */
  private async failed(error: unknown): Promise<void> {
    this.counts.failed++;
    this.logger.warn(`A transaction failed: ${String(error)}`);
    await pause(100);
  }
}
