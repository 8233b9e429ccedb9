import { setTimeout as sleep } from 'node:timers/promises';
import type { Difference } from '../broker/broker-admin';
import { QueueReplacement } from './queue-replacement';
import { QueueReturn } from './queue-return';
import { QueueMigrationError, QueueWork, type MigrationTools, type QueueMigrationJob } from './queue-work';

const LOOK_EVERY_MS = 100;

/**
 * Rebuilds one queue with other settings and loses nothing: what is in it is moved aside and back again, what comes
 * meanwhile waits beside it. Each step can be done twice, and what the broker has tells which is the next: so whoever was
 * killed in the middle begins anew. The order is kept as long as nobody is killed; a message that was being moved
 * at that moment may come twice.
 */
export class QueueMigration {
  private readonly work: QueueWork;

  constructor(job: QueueMigrationJob, tools: MigrationTools) {
    this.work = new QueueWork(job, tools);
  }

  /** @returns how many messages were moved, there and back counted as one. @throws QueueMigrationError */
  async run(): Promise<number> {
    const { work } = this;
    const { admin, record } = work.tools;
    work.step('is set aside');
    await record.begin(work.name);
    const differences = await this.differences();
    if (differences) {
      await this.untilNobodyHoldsAny(differences);
      await new QueueReplacement(work).run();
    } else await work.declareNew();
    await new QueueReturn(work).run();
    await admin.deleteExchange(work.transit.back);
    await record.end(work.name);
    work.step('is migrated');
    return work.moved;
  }

  /** Undefined when it is as declared, or was deleted already. */
  private async differences(): Promise<Difference[] | undefined> {
    const { drifts } = await this.work.tools.admin.compare({ exchanges: [], queues: [this.work.job.queue] });
    return drifts[0]?.differences;
  }

  /** Every process reads that it is set aside, and settles what it has in hand. */
  private async untilNobodyHoldsAny(differences: readonly Difference[]): Promise<void> {
    const { work } = this;
    work.step('waits for its consumers to leave');
    // Only of a quorum queue does the broker say that somebody has stopped consuming and still holds messages.
    const isQuorum = !differences.some(({ argument }) => argument === 'x-queue-type');
    if (!isQuorum && (await this.consumers()) > 0)
      return this.giveUp('It is no quorum queue: it can be migrated only while the service is stopped.');
    await sleep(work.job.noticeMs);
    const deadline = performance.now() + work.job.patienceMs;
    while ((await this.consumers()) > 0) {
      if (performance.now() > deadline)
        return this.giveUp(
          `${await this.consumers()} consumers still take its messages, or have some in hand, after ${work.job.patienceMs} ms: a ` +
            'process of an older version runs, one whose database is away, or a handler takes very long. Stop it.',
        );
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async consumers(): Promise<number> {
    return (await this.work.tools.admin.look(this.work.name))?.consumers ?? 0;
  }

  /** Where nothing was changed yet, the service goes on with the queue as it is. */
  private async giveUp(why: string): Promise<never> {
    const { name, transit, tools } = this.work;
    const isBegun = (await tools.admin.look(transit.arrivals)) !== undefined;
    if (!isBegun) await tools.record.end(name);
    const state = isBegun ? 'It stays set aside, for its migration was begun.' : 'Nothing was changed.';
    throw new QueueMigrationError(`${name} cannot be migrated. ${why} ${state} Run "topology apply" again.`);
  }
}
