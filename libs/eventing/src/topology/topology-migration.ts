import { Inject, Injectable } from '@nestjs/common';
import { BindingRecord } from '../broker/binding-record';
import type { BrokerAdmin } from '../broker/broker-admin';
import { BROKER_ADMIN, type CreateBrokerAdmin } from '../broker/create-broker-admin';
import { BrokerNames } from '../broker/names';
import { LOOKS_EVERY_MS } from '../broker/set-aside-queues';
import type { BindingDeclaration, QueueDeclaration, Topology } from '../broker/topology';
import { MigrationRecord } from './migration-record';
import { OwnTopology } from './own-topology';
import type { PlanItem } from './plan-item';
import { QueueMigration } from './queue-migration';
import { QueueMigrationError, type QueueMigrationJob } from './queue-work';
import { TopologyPlan } from './topology-plan';
import { transitOf } from './transit';

export interface ApplyOptions {
  /** Also unbind what this version does not want and no running process has wanted for two hours. Default false. */
  removeStale?: boolean;
  /** How long a queue's consumers may take to finish what they have in hand. Default 60 000 ms. */
  patienceMs?: number;
  /** No process of the service runs: nobody has to be given time to notice. Default false. */
  serviceIsStopped?: boolean;
  /** Told what is about to be done, for people. */
  onStep?: (step: string) => void;
}

/** What `apply` has done, and what it has left. */
export interface ApplyResult {
  declared: { kind: PlanItem['kind']; name: string }[];
  migrated: { queue: string; messages: number }[];
  unbound: BindingDeclaration[];
  /** With what each of them needs. */
  left: PlanItem[];
}

const PATIENCE_MS = 60_000;
/** A running process says every hour what it wants. */
const UNWANTED_AFTER_MS = 2 * 3_600_000;

/**
 * Makes the broker as this version of the service declares it: declares what is missing, and migrates queues that exist
 * with other settings, one after the other, without losing a message.
 *
 * The service may run. Its processes leave a queue alone while it is migrated, and come back to it afterwards; publishers notice
 * nothing. An event may come to its consumer a second time, which inboxes and gates make harmless; messages keep their
 * order, and begin anew to count towards the delivery limit, and to wait where they waited for their next try. Whoever is
 * killed in the middle leaves the queue set aside: another `apply` goes on from there, and has to.
 *
 * @example const { migrated } = await migration.apply({ onStep: (step) => console.error(step) });
 */
@Injectable()
export class TopologyMigration {
  constructor(
    @Inject(BROKER_ADMIN) private readonly createAdmin: CreateBrokerAdmin,
    private readonly plan: TopologyPlan,
    private readonly own: OwnTopology,
    private readonly record: MigrationRecord,
    private readonly bindingRecord: BindingRecord,
    private readonly names: BrokerNames,
  ) {}

  /**
   * @throws MigrationRunsElsewhereError when another process is at it, QueueMigrationError when a queue cannot be migrated (the
   * message says what has to be done), BrokerUnavailableError, and what the database throws.
   */
  async apply(options: ApplyOptions = {}): Promise<ApplyResult> {
    const admin = this.createAdmin();
    try {
      await admin.open();
      return await this.record.alone((expectAlone) => this.applyWith(admin, options, expectAlone));
    } finally {
      await admin.close();
    }
  }

  private async applyWith(
    admin: BrokerAdmin,
    options: ApplyOptions,
    expectAlone: () => void,
  ): Promise<ApplyResult> {
    const topology = this.own.compute();
    const { items } = await this.plan.compareWith(admin);
    const unfinished = new Set(items.filter(({ state }) => state === 'unfinished').map(({ name }) => name));
    await admin.declare(without(topology, unfinished));
    const declared = items
      .filter(({ state }) => state === 'missing')
      .map(({ kind, name }) => ({ kind, name }));
    const migrated = [];
    for (const queue of this.toMigrate(topology, items)) {
      const job = await this.jobOf(queue, topology, options);
      const tell = options.onStep ?? (() => undefined);
      const tools = { admin, record: this.record, bindingRecord: this.bindingRecord, expectAlone, tell };
      migrated.push({ queue: queue.name, messages: await new QueueMigration(job, tools).run() });
    }
    const unbound = options.removeStale ? await this.unbindStale(admin, items) : [];
    return { declared, migrated, unbound, left: (await this.plan.compareWith(admin)).items };
  }

  /** The dead letters' queue last: what others give up on meanwhile has a place to go. */
  private toMigrate({ queues }: Topology, items: readonly PlanItem[]): QueueDeclaration[] {
    const wanted = new Set(items.filter(({ action }) => action === 'migrate').map(({ name }) => name));
    const { deadLetters } = this.names;
    if (wanted.size > 0 && items.some(({ state, name }) => state === 'missing' && name === deadLetters))
      throw new QueueMigrationError(
        `${deadLetters} was missing, and is there now. What queues have given up on meanwhile is still in them, unseen, and the ` +
          'broker tries to hand it over every three minutes. Run "topology apply" again after that: it migrates the others.',
      );
    const isLast = ({ name }: QueueDeclaration) => Number(name === deadLetters);
    return queues.filter(({ name }) => wanted.has(name)).sort((a, b) => isLast(a) - isLast(b));
  }

  private async jobOf(
    queue: QueueDeclaration,
    topology: Topology,
    { patienceMs = PATIENCE_MS, serviceIsStopped = false }: ApplyOptions,
  ): Promise<QueueMigrationJob> {
    const recorded = await this.record.bindings();
    const { arrivals } = transitOf(queue.name);
    const known = [
      ...topology.bindings.filter((binding) => binding.queue === queue.name),
      ...recorded.filter((binding) => binding.queue === queue.name || binding.queue === arrivals),
    ];
    const rooms = topology.queues.filter(isWaitingRoom).map(({ name }) => name);
    return {
      queue,
      bindings: distinct(
        known.map(({ exchange, routingKey }) => ({ queue: queue.name, exchange, routingKey })),
      ),
      waitingRooms: isWaitingRoom(queue) ? [] : rooms,
      withDeaths: queue.name === this.names.deadLetters,
      patienceMs,
      noticeMs: serviceIsStopped ? 0 : 2 * LOOKS_EVERY_MS,
    };
  }

  private async unbindStale(admin: BrokerAdmin, items: readonly PlanItem[]): Promise<BindingDeclaration[]> {
    const unbound: BindingDeclaration[] = [];
    for (const { state, name: queue, exchange, routingKey, wantedAt } of items) {
      if (state !== 'stale' || exchange === undefined || routingKey === undefined) continue;
      if ((wantedAt?.getTime() ?? 0) > Date.now() - UNWANTED_AFTER_MS) continue;
      await admin.unbind({ queue, exchange, routingKey });
      await this.record.forgetBinding({ queue, exchange, routingKey });
      unbound.push({ queue, exchange, routingKey });
    }
    return unbound;
  }
}

function without({ exchanges, queues, bindings }: Topology, left: ReadonlySet<string>): Topology {
  return {
    exchanges,
    queues: queues.filter(({ name }) => !left.has(name)),
    bindings: bindings.filter(({ queue }) => !left.has(queue)),
  };
}

function isWaitingRoom({ arguments: args }: QueueDeclaration): boolean {
  return 'x-message-ttl' in args;
}

function distinct(bindings: BindingDeclaration[]): BindingDeclaration[] {
  return [...new Map(bindings.map((binding) => [JSON.stringify(binding), binding])).values()];
}
