import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { OVERDUE_AFTER_MS, RegularLook } from '../scheduling/regular-look';
import { SUMMARISE } from './sagas.sql';
import {
  abandonedInWords,
  overdueInWords,
  type AbandonedTimeouts,
  type OverdueTimeouts,
} from './timeouts/overdue-timeouts';
import { ABANDONED, OVERDUE } from './timeouts/timeouts.sql';

/** How the sagas of one name are doing. */
export interface SagaSummary {
  name: string;
  /** Started and not completed. */
  active: number;
  /** When the oldest of them started; null when there is none. */
  oldestStartedAt: Date | null;
  /** Time-outs that have been due for a minute and are not handled: the queue is behind or gone, or they were parked. */
  overdueTimeouts: number;
}

/** Counting takes more than looking for what is due: it is done at every third poll. */
const POLLS_BETWEEN = 3;

/** Counts the sagas and their overdue time-outs every now and then, for health checks and people. */
@Injectable()
export class SagaWatch {
  /** As of the last look. */
  summaries: readonly SagaSummary[] = [];
  private overdue: readonly string[] = [];
  private look?: RegularLook;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'scheduling'>,
  ) {}

  /**
   * A line for each saga that has overdue time-outs, as of the last look, and why there is no newer one; each is a text for people.
   */
  get troubles(): string[] {
    return this.look?.trouble ? [...this.overdue, this.look.trouble] : [...this.overdue];
  }

  /** @param sagas those that this process has; without any it may still find what a removed one has left behind. */
  start(sagas: string[]): void {
    const everyMs = POLLS_BETWEEN * this.options.scheduling.pollMs;
    const logger = new Logger('Sagas');
    this.look = new RegularLook('the sagas cannot be counted', everyMs, () => this.count(sagas), logger);
    this.look.start();
  }

  async stop(): Promise<void> {
    await this.look?.stop();
  }

  private async count(sagas: string[]): Promise<void> {
    const summaries: Omit<SagaSummary, 'overdueTimeouts'>[] = await this.dataSource.query(SUMMARISE, [sagas]);
    const overdue: OverdueTimeouts[] = await this.dataSource.query(OVERDUE, [sagas, OVERDUE_AFTER_MS]);
    const abandoned: AbandonedTimeouts[] = await this.dataSource.query(ABANDONED, [sagas, OVERDUE_AFTER_MS]);
    const counts = new Map(overdue.map(({ saga, count }) => [saga, count]));
    this.summaries = summaries.map((each) => ({ ...each, overdueTimeouts: counts.get(each.name) ?? 0 }));
    this.overdue = [...overdue.map(overdueInWords), ...abandoned.map(abandonedInWords)];
  }
}
