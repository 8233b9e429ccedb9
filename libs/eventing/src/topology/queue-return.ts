import { setTimeout as sleep } from 'node:timers/promises';
import { QueueMigrationError, SETTLES_WITHIN_MS, type QueueWork } from './queue-work';
import { wayBack } from './transit';

/** The way back: gives a queue that was rebuilt its messages, and its bindings. Where nothing was moved, it only binds. */
export class QueueReturn {
  constructor(private readonly work: QueueWork) {}

  /** The older ones first. New ones go straight in once what came before them is back. */
  async run(): Promise<void> {
    const { admin, bindingRecord } = this.work.tools;
    const { backlog, arrivals } = this.work.transit;
    this.work.step('gets its messages back');
    await this.work.declare(wayBack(this.work.name));
    await this.putBack(backlog);
    if (await admin.look(backlog)) await this.discard(backlog);
    await this.putBack(arrivals);
    await this.work.declare({ exchanges: [], queues: [], bindings: [...this.work.job.bindings] });
    this.work.step('is bound again');
    for (const binding of this.work.job.bindings) await admin.unbind({ ...binding, queue: arrivals });
    await sleep(SETTLES_WITHIN_MS);
    await this.putBack(arrivals);
    if (await admin.look(arrivals)) await this.discard(arrivals);
    await bindingRecord.forget(arrivals);
  }

  private async putBack(from: string): Promise<void> {
    const { admin } = this.work.tools;
    if (!(await admin.look(from))) return;
    const moved = await admin.move(from, this.work.transit.back, this.work.job.withDeaths);
    if (from === this.work.transit.arrivals) this.work.moved += moved;
  }

  /** Only when nothing is in it: what came late stays, and the next run brings it home. */
  private async discard(emptied: string): Promise<void> {
    this.work.tools.expectAlone();
    if (!(await this.work.isEmpty(emptied)))
      throw new QueueMigrationError(`Something came into ${emptied} late. Run "topology apply" again.`);
    await this.work.tools.admin.deleteQueue(emptied);
  }
}
