import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LeftUnsettled } from './left-unsettled';
import { backoffMs } from '../backoff';

/** A server that was a primary and is a standby now answers, but takes no writes. */
const PROBE = "select current_setting('transaction_read_only') = 'off' as writable";

/** Knows whether the database answers, and lets many wait for it with a single question at a time. */
@Injectable()
export class DatabaseWatch {
  /** Why the database counts as away; undefined while it does not. */
  away: string | undefined;
  private readonly logger = new Logger(DatabaseWatch.name);
  private waiting = 0;
  private asking: Promise<boolean> | undefined;
  private outage: Promise<void> | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Resolves when the database answers: `answered` if it does so at the first question, `was-away` if it took longer.
   *
   * @param tellWhy is called with the reason when it does not answer at once.
   * @throws LeftUnsettled when `stopping` is raised meanwhile.
   */
  async untilItAnswers(
    stopping: AbortSignal,
    tellWhy: (reason: string) => void = () => undefined,
  ): Promise<'answered' | 'was-away'> {
    this.waiting += 1;
    try {
      if (await unlessStopped(this.ask(), stopping)) return 'answered';
      tellWhy(`the database is away (${this.away})`);
      this.outage ??= this.untilItIsBack();
      await unlessStopped(this.outage, stopping);
      return 'was-away';
    } finally {
      this.waiting -= 1;
    }
  }

  private async untilItIsBack(): Promise<void> {
    this.logger.warn(
      `The database is away (${this.away}). Messages are held and tried again when it answers.`,
    );
    for (let failures = 0; this.waiting > 0; failures++) {
      await sleep(backoffMs(failures, 100, 5_000), undefined, { ref: false });
      if (!(await this.ask())) continue;
      this.logger.log('The database answers again.');
      break;
    }
    this.outage = undefined;
  }

  private ask(): Promise<boolean> {
    this.asking ??= this.probe().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async probe(): Promise<boolean> {
    try {
      const rows: { writable: boolean }[] = await this.dataSource.query(PROBE);
      this.away = rows[0]?.writable ? undefined : 'it takes no writes';
    } catch (error) {
      this.away = error instanceof Error ? error.message || error.name : String(error);
    }
    return this.away === undefined;
  }
}

async function unlessStopped<T>(work: Promise<T>, stopping: AbortSignal): Promise<T> {
  if (stopping.aborted) throw new LeftUnsettled();
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new LeftUnsettled());
    stopping.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (stop) stopping.removeEventListener('abort', stop);
  }
}
