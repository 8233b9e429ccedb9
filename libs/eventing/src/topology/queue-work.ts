import type { BindingRecord } from '../broker/binding-record';
import type { BrokerAdmin } from '../broker/broker-admin';
import type { BindingDeclaration, QueueDeclaration } from '../broker/topology';
import { EventingError } from '../message/errors';
import type { MigrationRecord } from './migration-record';
import { transitOf, type Transit } from './transit';

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
export const SETTLES_WITHIN_MS = 500;

/** One queue that is being migrated: what every stage of it needs. */
export class QueueWork {
  readonly name: string;
  readonly transit: Transit;
  /** How many messages were taken out of the way so far. */
  moved = 0;

  constructor(
    readonly job: QueueMigrationJob,
    readonly tools: MigrationTools,
  ) {
    this.name = job.queue.name;
    this.transit = transitOf(this.name);
  }

  /** What is about to be done. @throws when somebody else may be at it. */
  step(what: string): void {
    this.tools.expectAlone();
    this.tools.tell(`${this.name} ${what}.`);
  }

  /** @throws QueueMigrationError when it exists with other settings, or is refused. */
  async declare(part: Parameters<BrokerAdmin['declare']>[0]): Promise<void> {
    const [drift] = await this.tools.admin.declare(part);
    if (!drift) return;
    throw new QueueMigrationError(
      `${drift.name} cannot be declared: ${drift.detail}. If it was declared by a process of another version that still runs, stop ` +
        'that; then run "topology apply" again.',
    );
  }

  async declareNew(): Promise<void> {
    await this.declare({ exchanges: [], queues: [this.job.queue], bindings: [] });
  }

  /** Nothing is in it, and nobody has anything of it in hand. */
  async isEmpty(queue: string): Promise<boolean> {
    const sight = await this.tools.admin.look(queue);
    return sight?.ready === 0 && sight.consumers === 0;
  }
}
