import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { OVERDUE_AFTER_MS, RegularLook } from './regular-look';
import { OVERDUE } from './scheduled-events.sql';

/** The scheduled events that should have been published by now. */
interface OverdueEvents {
  count: number;
  /** Of the one that was due first. */
  id: string;
  type: string;
  dueAt: Date;
  problem: string | null;
}

const POLLS_BETWEEN = 3;

/** Counts the scheduled events that are overdue every now and then, for health checks and people. */
@Injectable()
export class ScheduledEventWatch {
  private overdue: string | undefined;
  private readonly look: RegularLook;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(EVENTING_OPTIONS) { scheduling }: Pick<ResolvedEventingOptions, 'scheduling'>,
  ) {
    this.look = new RegularLook(
      'it is not known which scheduled events are overdue',
      POLLS_BETWEEN * scheduling.pollMs,
      () => this.count(),
      new Logger('ScheduledEvents'),
    );
  }

  /** What is overdue, as of the last look, and why there is no newer one; each is a text for people. */
  get troubles(): string[] {
    return [this.overdue, this.look.trouble].filter((text) => text !== undefined);
  }

  start(): void {
    this.look.start();
  }

  stop(): Promise<void> {
    return this.look.stop();
  }

  private async count(): Promise<void> {
    const [found]: OverdueEvents[] = await this.dataSource.query(OVERDUE, [OVERDUE_AFTER_MS]);
    this.overdue = found && inWords(found);
  }
}

function inWords({ count, id, type, dueAt, problem }: OverdueEvents): string {
  const how = count === 1 ? '1 scheduled event is' : `${count} scheduled events are`;
  const oldest = count === 1 ? 'It is' : 'The oldest is';
  const why = problem === null ? 'it has not been published yet.' : `it cannot be published. ${problem}`;
  return `${how} overdue. ${oldest} ${id} (${type}), due at ${dueAt.toISOString()}: ${why}`;
}
