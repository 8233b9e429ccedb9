import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RareLog } from '../outbox/rare-log';
import { SUMMARISE } from './sagas.sql';

/** How the sagas of one name are doing. */
export interface SagaSummary {
  name: string;
  /** Started and not completed. */
  active: number;
  /** When the oldest of them started; null when there is none. */
  oldestStartedAt: Date | null;
  /** Time-outs that are due and have not been answered for a while: the queue is behind, or they were parked. */
  overdueTimeouts: number;
}

const LOOK_EVERY_MS = 15_000;
/** What is due takes a moment to arrive. */
const OVERDUE_AFTER_MS = 10_000;

/** Counts the sagas every now and then, for health checks and people. */
@Injectable()
export class SagaWatch {
  /** As of the last look. */
  summaries: readonly SagaSummary[] = [];
  private readonly troubles = new RareLog(new Logger('Sagas'));
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /** @param sagas those that this process has. */
  start(sagas: string[]): void {
    if (sagas.length > 0) this.running ??= this.run(sagas);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(sagas: string[]): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        this.summaries = await this.dataSource.query(SUMMARISE, [sagas, OVERDUE_AFTER_MS]);
      } catch (error) {
        this.troubles.say(`The sagas cannot be counted for now. ${(error as Error).message}`);
      }
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined); // woken because it stops
    }
  }
}
