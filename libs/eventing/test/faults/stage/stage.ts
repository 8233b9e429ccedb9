import { setTimeout as pause } from 'node:timers/promises';
import type { MigrationInterface } from 'typeorm';
import { accountFor } from '../ledger/account-for';
import { readBooks, type Books } from '../ledger/books';
import { BookkeeperTables1800000000001 } from '../services/bookkeeper/bookkeeper.tables';
import type { ServiceSettings } from '../services/settings';
import { WriterTables1800000000001 } from '../services/writer/writer.tables';
import { eventually } from '@warren/eventing/testing';
import { brokerAddresses } from '../../../src';
import { RABBITMQ_URL, testNamespace } from '../../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { QueueProbe } from './queue-probe';
import { ServiceProcess, untilConsuming, type Exit } from './service-process';
import { missingCounts } from './missing-counts';

export type Own = Omit<ServiceSettings, 'service' | 'databaseUrl' | 'rabbitUrl' | 'namespace'>;

interface Account {
  books: Books;
  problems: string[];
  exits: Exit[];
}

/** Longer than a lease, a pause of a breaker and a reconnection together. */
const STUCK_AFTER_MS = 60_000;
const SETTLED_WITHIN_MS = 300_000;

/** Two services with a database each, and every process of theirs that a test starts. */
export class Stage {
  readonly namespace = testNamespace();
  readonly processes: ServiceProcess[] = [];
  readonly queues: QueueProbe;
  /** Whether the processes are being ended on purpose, so that nobody is replaced any more. */
  isOver = false;

  private constructor(
    readonly writerDatabase: TestDatabase,
    readonly bookkeeperDatabase: TestDatabase,
    readonly rabbitUrl: string,
  ) {
    this.queues = new QueueProbe(brokerAddresses(rabbitUrl)[0], this.namespace);
  }

  /** On the shared servers unless the test brings its own. */
  static async open(servers: { rabbitUrl?: string; postgresUrl?: string } = {}): Promise<Stage> {
    const writer = await createTestDatabase(
      { migrations: [WriterTables1800000000001], poolSize: 2 },
      servers.postgresUrl,
    );
    const bookkeeper = await createTestDatabase(
      { migrations: [BookkeeperTables1800000000001], poolSize: 2 },
      servers.postgresUrl,
    );
    return new Stage(writer, bookkeeper, servers.rabbitUrl ?? RABBITMQ_URL);
  }

  /** Starts a replica; await its `ready`. */
  launch(service: ServiceSettings['service'], own: Own = {}): ServiceProcess {
    const database = service === 'writer' ? this.writerDatabase : this.bookkeeperDatabase;
    const { url: databaseUrl } = database;
    const settings = { service, databaseUrl, rabbitUrl: this.rabbitUrl, namespace: this.namespace, ...own };
    const started = new ServiceProcess(settings);
    this.processes.push(started);
    return started;
  }

  /** The same, ready to take requests. */
  start(service: ServiceSettings['service'], own: Own = {}): Promise<ServiceProcess> {
    return this.launch(service, own).ready;
  }

  /** The same, with its queues declared and every consumer at work. */
  async startConsuming(service: ServiceSettings['service'], own: Own = {}): Promise<ServiceProcess> {
    return untilConsuming(await this.start(service, own));
  }

  /** As before a new version is started: while the old one runs, and writes. */
  async migrate(service: ServiceSettings['service'], migration: MigrationInterface): Promise<void> {
    const { dataSource } = service === 'writer' ? this.writerDatabase : this.bookkeeperDatabase;
    await dataSource.transaction(async ({ queryRunner }) => queryRunner && migration.up(queryRunner));
  }

  living(service?: ServiceSettings['service']): ServiceProcess[] {
    return this.processes.filter(
      (candidate) =>
        candidate.isAlive && (service ?? candidate.settings.service) === candidate.settings.service,
    );
  }

  /** How many movements have committed. */
  async committed(): Promise<number> {
    const rows = await this.writerDatabase.dataSource.query<{ n: number }[]>(
      'select count(*)::int as n from movement',
    );
    return rows[0]?.n ?? 0;
  }

  async untilCommitted(count: number, withinMs = 60_000): Promise<void> {
    await eventually(
      `${count} movements to commit`,
      async () => {
        await pause(30);
        return (await this.committed()) >= count;
      },
      withinMs,
    ).catch((error: Error) => this.fail(error));
  }

  async untilParked(count: number, withinMs = 60_000): Promise<void> {
    const sql = 'select count(*)::int as n from eventing.dead_letters';
    const parked = async () => {
      const rows = await this.bookkeeperDatabase.dataSource.query<{ n: number }[]>(sql);
      return rows[0]?.n ?? 0;
    };
    await eventually(`${count} messages to be parked`, async () => (await parked()) >= count, withinMs).catch(
      async (error: Error) => {
        error.message += `\nParked until now: ${await parked()}`;
        return this.fail(error);
      },
    );
  }

  /** How much of what has committed is still to come about, by kind. */
  missing(): ReturnType<typeof missingCounts> {
    return missingCounts(this.writerDatabase.dataSource, this.bookkeeperDatabase.dataSource);
  }

  /** Stops the writers and waits until everything they committed has come about; then accounts for it. */
  async finish(strangers: Buffer[] = []): Promise<Account> {
    await this.quiet();
    await this.untilSettled();
    return this.account(strangers);
  }

  async quiet(): Promise<void> {
    await Promise.all(this.living('writer').map((writer) => writer.ask('quiet')));
  }

  /** However much there is and however slow the machine: it waits as long as something comes about. */
  async untilSettled(): Promise<void> {
    let missing: Record<string, number> = {};
    let least = Infinity;
    let progressAt = performance.now();
    const settledOrStuck = async () => {
      await pause(100);
      missing = await this.missing();
      const total = Object.values(missing).reduce((sum, count) => sum + Math.max(0, count), 0);
      if (total < least) [least, progressAt] = [total, performance.now()];
      return total === 0 || performance.now() - progressAt > STUCK_AFTER_MS;
    };
    await eventually('every committed movement to come about', settledOrStuck, SETTLED_WITHIN_MS).catch(
      (error: Error) => this.fail(error),
    );
    if (least > 0)
      this.fail(
        new Error(`Nothing has come about for ${STUCK_AFTER_MS} ms. Missing: ${JSON.stringify(missing)}`),
      );
  }

  /**
   * Stops all processes as an operator would and reads the books. With nobody left to hold messages, what is in a queue
   * was never settled.
   */
  /** @param expectsLosses whether what the ledger misses is what the test is about, and no reason to tell more. */
  async account(strangers: Buffer[] = [], expectsLosses = false): Promise<Account> {
    this.isOver = true;
    const exits = await Promise.all(this.living().map((process) => process.end('SIGTERM')));
    const books = await readBooks(this.writerDatabase.dataSource, this.bookkeeperDatabase.dataSource);
    const problems = [...accountFor(books, strangers), ...(await this.queues.leftovers())];
    if (problems.length > 0 && !expectsLosses) this.tellWhatTheProcessesSaid();
    return { books, problems, exits };
  }

  /** Leaves nothing behind, whatever happened before. */
  async close(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.processes.map((process) => process.end('SIGKILL')));
    if (this.rabbitUrl === RABBITMQ_URL) await this.queues.wipe();
    await Promise.all([this.writerDatabase.drop(), this.bookkeeperDatabase.drop()]);
  }

  private fail(error: Error): never {
    this.tellWhatTheProcessesSaid();
    throw error;
  }

  private tellWhatTheProcessesSaid(): void {
    for (const process of this.processes) {
      globalThis.process.stderr.write(`\n--- ${process.name} said:\n${process.lastWords(60)}\n`);
    }
  }
}
