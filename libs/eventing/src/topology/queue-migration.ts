import { setTimeout as sleep } from 'node:timers/promises';
import type { BindingRecord } from '../broker/binding-record';
import type { BrokerAdmin } from '../broker/broker-admin';
import type { BindingDeclaration, QueueDeclaration } from '../broker/topology';
import { EventingError } from '../message/errors';
import type { MigrationRecord } from './migration-record';
import { arrivalsPart, backlogPart, transitOf, wayBack, type Transit } from './transit';

/** A queue could not be migrated; the message says how far it got and what to do. */
export class QueueMigrationError extends EventingError {}

/** A queue that exists with other settings than it is declared with, or whose migration was begun. */
export interface QueueMigrationJob {
  queue: QueueDeclaration;
  /** Everything that leads into it. */
  bindings: readonly BindingDeclaration[];
  /** Queues from which messages come home to it by its name. */
  waitingRooms: readonly string[];
  /** Its messages' stories are in what the broker wrote into their headers. */
  withDeaths: boolean;
  /** How long it waits for processes of the service to leave the queue. */
  patienceMs: number;
  /** After this long every running process has read that the queue is set aside. */
  noticeMs: number;
}

export interface MigrationTools {
  admin: BrokerAdmin;
  record: Pick<MigrationRecord, 'begin' | 'end'>;
  bindingRecord: Pick<BindingRecord, 'want' | 'forget'>;
  /** Throws when somebody else may be at it. */
  expectAlone: () => void;
  /** What is about to be done, for people. */
  tell: (step: string) => void;
}

/** What was routed before an unbinding, or died before a holding back, has arrived after this long. */
const SETTLES_WITHIN_MS = 500;
const LOOK_EVERY_MS = 100;

/**
 * Rebuilds one queue with other settings and loses nothing: what is in it is moved aside and back again, what comes
 * meanwhile waits beside it. Each step can be done twice, and what the broker has tells which is the next: so whoever was
 * killed in the middle begins anew. The order is kept as long as nobody is killed; a message that was being moved
 * at that moment may come twice.
 */
export class QueueMigration {
  private readonly name: string;
  private readonly transit: Transit;
  private moved = 0;

  constructor(
    private readonly job: QueueMigrationJob,
    private readonly tools: MigrationTools,
  ) {
    this.name = job.queue.name;
    this.transit = transitOf(this.name);
  }

  /** @returns how many messages were moved, there and back counted as one. @throws QueueMigrationError */
  async run(): Promise<number> {
    const { admin, record } = this.tools;
    this.step('is set aside');
    await record.begin(this.name);
    if (await this.isOld()) {
      await this.untilNobodyHoldsAny();
      await this.divert();
      await this.moveAside();
      await this.replace();
    } else await this.declareNew();
    await this.bringBack();
    await admin.deleteExchange(this.transit.back);
    await record.end(this.name);
    this.step('is migrated');
    return this.moved;
  }

  private async isOld(): Promise<boolean> {
    const { drifts } = await this.tools.admin.compare({ exchanges: [], queues: [this.job.queue] });
    return drifts.length > 0;
  }

  /** Every process reads that it is set aside, and settles what it has in hand. Nothing has been changed until then. */
  private async untilNobodyHoldsAny(): Promise<void> {
    this.step('waits for its consumers to leave');
    await sleep(this.job.noticeMs);
    const deadline = performance.now() + this.job.patienceMs;
    for (;;) {
      const consumers = (await this.tools.admin.look(this.name))?.consumers ?? 0;
      if (consumers === 0) return;
      if (performance.now() > deadline) return this.giveUp(consumers);
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async giveUp(consumers: number): Promise<never> {
    await this.tools.record.end(this.name);
    throw new QueueMigrationError(
      `${consumers} consumers of ${this.name} still take its messages, or have some in hand, after ${this.job.patienceMs} ms. ` +
        'A process of an older version runs, one whose database is away, or a handler takes very long. Nothing was changed: ' +
        'stop it, and try again.',
    );
  }

  /** From here on, what is published waits beside the queue. For a moment it goes into both. */
  private async divert(): Promise<void> {
    const { admin, bindingRecord } = this.tools;
    const { queue, bindings } = this.job;
    this.step('has its bindings taken over');
    const part = arrivalsPart(queue, bindings);
    await bindingRecord.want(part.bindings);
    await this.declare(part);
    for (const binding of bindings) await admin.unbind(binding);
  }

  private async moveAside(): Promise<void> {
    this.step('is emptied');
    await this.declare(backlogPart(this.job.queue));
    this.moved += await this.tools.admin.move(this.name, this.transit.backlog, this.job.withDeaths);
  }

  /**
   * Deletes it once nothing is in it and nothing can come: what waits for its next try, and would come home to a queue
   * that is not there, is held back meanwhile.
   */
  private async replace(): Promise<void> {
    const deadline = performance.now() + this.job.patienceMs;
    while (!(await this.tryToReplace())) {
      if (performance.now() < deadline) continue;
      throw new QueueMigrationError(
        `Messages keep coming into ${this.name}: it cannot be deleted without losing some. Who publishes to it by its name, or ` +
          'binds it? It stays set aside; end that, and run "topology apply" again.',
      );
    }
  }

  private async tryToReplace(): Promise<boolean> {
    const { admin } = this.tools;
    const held = await admin.holdBack(await this.existing(this.job.waitingRooms));
    try {
      for (const binding of this.job.bindings) await admin.unbind(binding);
      await sleep(SETTLES_WITHIN_MS);
      await this.moveAside();
      await sleep(SETTLES_WITHIN_MS);
      if (!held.isTight() || !(await this.isEmpty())) return false;
      this.step('is deleted and declared anew');
      const lost = await admin.deleteQueue(this.name);
      await this.declareNew();
      if (lost > 0) this.tellLoss(lost);
      return true;
    } finally {
      await held.letGo();
    }
  }

  private async isEmpty(): Promise<boolean> {
    const sight = await this.tools.admin.look(this.name);
    return sight?.ready === 0 && sight.consumers === 0;
  }

  private tellLoss(lost: number): never {
    throw new QueueMigrationError(
      `${lost} messages came into ${this.name} in the instant in which it was deleted, and are gone. Somebody publishes to it by ` +
        'its name, or has bound it by hand. Send them again from their outbox (outbox replay), then run "topology apply" once more.',
    );
  }

  /** The older ones first. New ones go straight in once what came before them is back. */
  private async bringBack(): Promise<void> {
    const { admin, bindingRecord } = this.tools;
    const { backlog, arrivals } = this.transit;
    this.step('gets its messages back');
    await this.declare(wayBack(this.name));
    await this.putBack(backlog);
    if (await admin.look(backlog)) await this.discard(backlog);
    await this.putBack(arrivals);
    await this.declare({ exchanges: [], queues: [], bindings: [...this.job.bindings] });
    this.step('is bound again');
    for (const binding of this.job.bindings) await admin.unbind({ ...binding, queue: arrivals });
    await sleep(SETTLES_WITHIN_MS);
    await this.putBack(arrivals);
    if (await admin.look(arrivals)) await this.discard(arrivals);
    await bindingRecord.forget(arrivals);
  }

  private async putBack(from: string): Promise<void> {
    const { admin } = this.tools;
    if (!(await admin.look(from))) return;
    const moved = await admin.move(from, this.transit.back, this.job.withDeaths);
    if (from === this.transit.arrivals) this.moved += moved;
  }

  /** Only when nothing is in it: what came late stays, and the next run brings it home. */
  private async discard(emptied: string): Promise<void> {
    this.tools.expectAlone();
    const sight = await this.tools.admin.look(emptied);
    if (sight?.ready !== 0 || sight.consumers !== 0)
      throw new QueueMigrationError(`Something came into ${emptied} late. Run "topology apply" again.`);
    await this.tools.admin.deleteQueue(emptied);
  }

  private async declareNew(): Promise<void> {
    await this.declare({ exchanges: [], queues: [this.job.queue], bindings: [] });
  }

  /** @throws QueueMigrationError when it exists with other settings, or is refused. */
  private async declare(part: Parameters<BrokerAdmin['declare']>[0]): Promise<void> {
    const [drift] = await this.tools.admin.declare(part);
    if (!drift) return;
    throw new QueueMigrationError(
      `${drift.name} cannot be declared: ${drift.detail}. If it was declared by a process of another version that still runs, stop ` +
        'that; then run "topology apply" again.',
    );
  }

  private async existing(queues: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const queue of queues) if (await this.tools.admin.look(queue)) found.push(queue);
    return found;
  }

  private step(what: string): void {
    this.tools.expectAlone();
    this.tools.tell(`${this.name} ${what}.`);
  }
}
