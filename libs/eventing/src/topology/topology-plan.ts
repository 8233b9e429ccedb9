import { Inject, Injectable } from '@nestjs/common';
import type { BrokerAdmin } from '../broker/broker-admin';
import { BROKER_ADMIN, type CreateBrokerAdmin } from '../broker/create-broker-admin';
import { BrokerNames } from '../broker/names';
import type { Topology } from '../broker/topology';
import { MigrationRecord, type RecordedBinding } from './migration-record';
import { OwnTopology } from './own-topology';
import {
  driftItem,
  missingItem,
  orphanItem,
  unfinishedItem,
  type PlanItem,
  type TopologyComparison,
} from './plan-item';
import { isTransit, transitOf } from './transit';

/**
 * Compares what this version of the service declares with what the broker has. Changes nothing, and needs neither the
 * service to run nor the management API. AMQP cannot list bindings: a binding that is missing is not seen (each process
 * declares its bindings again every minute); one that is left over is known from the service's own record.
 *
 * @example
 * ```ts
 * const { agrees, items } = await plan.compare();
 * items.filter(({ state }) => state === 'differs'); // [{ name: 'orders.fulfil-order', differences: [...], ready: 12, … }]
 * ```
 */
@Injectable()
export class TopologyPlan {
  constructor(
    @Inject(BROKER_ADMIN) private readonly createAdmin: CreateBrokerAdmin,
    private readonly own: OwnTopology,
    private readonly record: MigrationRecord,
    private readonly names: BrokerNames,
  ) {}

  /**
   * @throws BrokerUnavailableError when the broker does not answer, NothingToAdministerError with the broker in memory, and what the
   * database throws when that does not.
   */
  async compare(): Promise<TopologyComparison> {
    const admin = this.createAdmin();
    try {
      await admin.open();
      return await this.compareWith(admin);
    } finally {
      await admin.close();
    }
  }

  /** The same over a connection that is there already. */
  async compareWith(admin: BrokerAdmin): Promise<TopologyComparison> {
    const topology = this.own.compute();
    const bindings = await this.record.bindings();
    const unfinished = await this.unfinished(admin, topology);
    const begun = new Set(unfinished.map(({ name }) => name));
    const live = (await this.live(admin, topology)).filter(({ name }) => !begun.has(name));
    const items = [
      ...live,
      ...unfinished,
      ...staleBindings(topology, bindings),
      ...(await this.orphans(admin, topology, bindings)),
    ];
    const harmless: PlanItem['state'][] = ['stale', 'orphan'];
    return {
      service: this.names.service,
      agrees: items.every(({ state }) => harmless.includes(state)),
      items,
    };
  }

  private async live(admin: BrokerAdmin, topology: Topology): Promise<PlanItem[]> {
    const { missing, drifts } = await admin.compare(topology);
    const items = missing.map(missingItem);
    for (const drift of drifts) {
      const sight =
        drift.kind === 'queue' && drift.problem === 'differs' ? await admin.look(drift.name) : undefined;
      items.push(driftItem(drift, sight?.ready));
    }
    return items;
  }

  private async unfinished(admin: BrokerAdmin, { queues }: Topology): Promise<PlanItem[]> {
    const items: PlanItem[] = [];
    for (const { queue, beganAt } of await this.record.unfinished()) {
      const { backlog, arrivals } = transitOf(queue);
      const waiting = [await admin.look(backlog), await admin.look(arrivals)];
      const ready = waiting.reduce((sum, sight) => sum + (sight?.ready ?? 0), 0);
      items.push(
        unfinishedItem(
          queue,
          beganAt,
          queues.some(({ name }) => name === queue),
          ready,
        ),
      );
    }
    return items;
  }

  private async orphans(
    admin: BrokerAdmin,
    { queues }: Topology,
    bindings: readonly RecordedBinding[],
  ): Promise<PlanItem[]> {
    const declared = new Set(queues.map(({ name }) => name));
    const items: PlanItem[] = [];
    for (const queue of new Set(bindings.map((binding) => binding.queue))) {
      if (declared.has(queue) || isTransit(queue)) continue;
      const wanted = bindings
        .filter((binding) => binding.queue === queue)
        .map(({ wantedAt }) => wantedAt.getTime());
      const sight = await admin.look(queue);
      if (sight) items.push(orphanItem(queue, new Date(Math.max(...wanted)), sight.ready));
    }
    return items;
  }
}

function staleBindings({ queues, bindings }: Topology, recorded: readonly RecordedBinding[]): PlanItem[] {
  const own = new Set(queues.map(({ name }) => name));
  const wanted = new Set(bindings.map(keyOf));
  return recorded
    .filter((binding) => own.has(binding.queue) && !wanted.has(keyOf(binding)))
    .map(({ queue, exchange, routingKey, wantedAt }) => ({
      ...{ kind: 'binding', name: queue, state: 'stale', action: 'unbind', exchange, routingKey, wantedAt },
      detail:
        `It gets ${routingKey} of ${exchange}, which this version does not take; a process wanted it last at ` +
        `${wantedAt.toISOString()}. A day after that it is unbound by itself.`,
    }));
}

function keyOf({
  queue,
  exchange,
  routingKey,
}: {
  queue: string;
  exchange: string;
  routingKey: string;
}): string {
  return JSON.stringify([queue, exchange, routingKey]);
}
