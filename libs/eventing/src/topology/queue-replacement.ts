import { setTimeout as sleep } from 'node:timers/promises';
import { QueueMigrationError, SETTLES_WITHIN_MS, type QueueWork } from './queue-work';
import { arrivalsPart, backlogPart } from './transit';

/** The way out: moves what is in a queue aside, and puts a new one in its place. Nobody consumes from it. */
export class QueueReplacement {
  constructor(private readonly work: QueueWork) {}

  async run(): Promise<void> {
    await this.divert();
    await this.moveAside();
    await this.replace();
  }

  /** From here on, what is published waits beside the queue. For a moment it goes into both. */
  private async divert(): Promise<void> {
    const { admin, bindingRecord } = this.work.tools;
    const { queue, bindings } = this.work.job;
    this.work.step('has its bindings taken over');
    const part = arrivalsPart(queue, bindings);
    await bindingRecord.want(part.bindings);
    await this.work.declare(part);
    for (const binding of bindings) await admin.unbind(binding);
  }

  private async moveAside(): Promise<void> {
    this.work.step('is emptied');
    await this.work.declare(backlogPart(this.work.job.queue));
    this.work.moved += await this.work.tools.admin.move(
      this.work.name,
      this.work.transit.backlog,
      this.work.job.withDeaths,
    );
  }

  /**
   * Deletes it once nothing is in it and nothing can come: what waits for its next try, and would come home to a queue
   * that is not there, is held back meanwhile.
   */
  private async replace(): Promise<void> {
    const deadline = performance.now() + this.work.job.patienceMs;
    while (!(await this.tryToReplace())) {
      if (performance.now() < deadline) continue;
      throw new QueueMigrationError(
        `Messages keep coming into ${this.work.name}: it cannot be deleted without losing some. Who publishes to it by its name, or ` +
          'binds it? It stays set aside; end that, and run "topology apply" again.',
      );
    }
  }

  private async tryToReplace(): Promise<boolean> {
    const { admin } = this.work.tools;
    const held = await admin.holdBack(await this.existing(this.work.job.waitingRooms));
    try {
      for (const binding of this.work.job.bindings) await admin.unbind(binding);
      await sleep(SETTLES_WITHIN_MS);
      await this.moveAside();
      await sleep(SETTLES_WITHIN_MS);
      if (!held.isTight() || !(await this.work.isEmpty(this.work.name))) return false;
      this.work.step('is deleted and declared anew');
      const lost = await admin.deleteQueue(this.work.name);
      await this.work.declareNew();
      if (lost > 0) this.tellLoss(lost);
      return true;
    } finally {
      await held.letGo();
    }
  }

  private tellLoss(lost: number): never {
    throw new QueueMigrationError(
      `${lost} messages came into ${this.work.name} in the instant in which it was deleted, and are gone. Somebody publishes to it by ` +
        'its name, or has bound it by hand. Send them again from their outbox (outbox replay), then run "topology apply" once more.',
    );
  }

  private async existing(queues: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const queue of queues) if (await this.work.tools.admin.look(queue)) found.push(queue);
    return found;
  }
}
