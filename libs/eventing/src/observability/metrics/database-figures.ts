import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DedicatedConnection } from '../../database/dedicated-connection';
import { RareLog } from '../../outbox/rare-log';
import { OVERDUE_AFTER_MS } from '../../scheduling/regular-look';
import { within } from '../../within';
import {
  COUNT_DEAD_LETTERS,
  COUNT_OVERDUE_EVENTS,
  LOOK_AT_OUTBOX,
  LOOKING_SETTINGS,
} from './database-figures.sql';

/** What only the database knows; what could not be looked up is not there. */
export interface DatabaseFigures {
  outbox?: { backlog: number; oldestAgeSeconds: number };
  deadLetters?: { status: string; count: number }[];
  scheduled?: { overdue: number };
}

/** As many are counted: there may be millions. */
export const COUNTED_AT_MOST = 10_000;
/** Several scrapes within it (two Prometheus, a person with curl) cost one look. */
const FRESH_FOR_MS = 4_000;
/** Older figures are worse than none: an alert on what is absent tells the truth. */
const GOOD_FOR_MS = 60_000;
/** A scrape waits no longer; its look goes on, and the next scrape has what it found. */
const SCRAPE_WAITS_MS = 1_500;
const QUERY_TIMEOUT_MS = 5_000;

interface Question {
  what: keyof DatabaseFigures;
  ask: (connection: DedicatedConnection) => Promise<DatabaseFigures>;
}

const QUESTIONS: Question[] = [
  {
    what: 'outbox',
    ask: async (connection) => {
      const [outbox] = await connection.query<NonNullable<DatabaseFigures['outbox']>>(LOOK_AT_OUTBOX, [
        COUNTED_AT_MOST,
      ]);
      return { outbox };
    },
  },
  {
    what: 'deadLetters',
    ask: async (connection) => ({
      deadLetters: await connection.query(COUNT_DEAD_LETTERS, [COUNTED_AT_MOST]),
    }),
  },
  {
    what: 'scheduled',
    ask: async (connection) => {
      const [scheduled] = await connection.query<{ overdue: number }>(COUNT_OVERDUE_EVENTS, [
        OVERDUE_AFTER_MS,
        COUNTED_AT_MOST,
      ]);
      return { scheduled };
    },
  },
];

/**
 * Looks into the database when somebody scrapes, at most every few seconds, one look at a time, on a connection of its own:
 * a pool that is exhausted is when the figures are wanted most. Each question is bounded, by what it counts and in time.
 */
export class DatabaseLook {
  /** Questions that were not answered, since the process started. */
  failures = 0;
  private readonly troubles = new RareLog(new Logger('Metrics'), 'warn');
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private figures: DatabaseFigures = {};
  private lookedAt = -Infinity;

  constructor(private readonly dataSource: DataSource) {}

  /** What is known now. Never rejects, and never takes longer than a second or two. */
  async read(): Promise<DatabaseFigures> {
    if (performance.now() - this.lookedAt > FRESH_FOR_MS && !this.closing.signal.aborted) {
      this.running ??= this.look().finally(() => (this.running = undefined));
      await within(SCRAPE_WAITS_MS, this.running);
    }
    return performance.now() - this.lookedAt > GOOD_FOR_MS ? {} : this.figures;
  }

  /** Gives up a look that is under way. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      const connection = await DedicatedConnection.open(this.dataSource, {
        name: 'metrics',
        settings: LOOKING_SETTINGS,
        queryTimeoutMs: QUERY_TIMEOUT_MS,
        until: this.closing.signal,
      });
      try {
        await this.askAll(connection);
      } finally {
        await connection.close();
      }
    } catch (error) {
      this.fail('the database cannot be asked', error);
    }
  }

  private async askAll(connection: DedicatedConnection): Promise<void> {
    const figures: DatabaseFigures = {};
    for (const { what, ask } of QUESTIONS) {
      try {
        Object.assign(figures, await ask(connection));
      } catch (error) {
        if (connection.lost.aborted) throw error;
        this.fail(`there is no figure for ${what}`, error);
      }
    }
    this.figures = figures;
    this.lookedAt = performance.now();
  }

  private fail(what: string, error: unknown): void {
    if (this.closing.signal.aborted) return;
    this.failures += 1;
    this.troubles.say(`For metrics, ${what}. ${(error as Error).message}`);
  }
}
