import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BindingDeclaration } from './topology';

/** What no process of the service has wanted for this long, none of them is going to miss. */
const FORGOTTEN_AFTER = '1 day';

const WANT = `
  insert into eventing.bindings (queue, exchange, routing_key, wanted_at)
  select distinct queue, exchange, routing_key, now()
    from unnest($1::text[], $2::text[], $3::text[]) as wanted (queue, exchange, routing_key)
   order by 1, 2, 3
  on conflict (queue, exchange, routing_key) do update set wanted_at = excluded.wanted_at`;

const TAKE_STALE = `
  delete from eventing.bindings where wanted_at < now() - interval '${FORGOTTEN_AFTER}' and queue = any ($1)
  returning queue, exchange, routing_key as "routingKey"`;

const ORPHANS = `
  select queue, max(wanted_at) as "wantedAt" from eventing.bindings
   where not queue = any ($1) group by queue having max(wanted_at) < now() - interval '${FORGOTTEN_AFTER}' order by queue`;

/** A queue that no process of the service has declared for long. */
export interface OrphanQueue {
  queue: string;
  wantedAt: Date;
}

/**
 * What this service has bound on the broker, kept in its database, for AMQP has no way to ask for it. Each process says
 * again and again what it wants, so that a binding that an older or newer version in a rolling update still needs is not
 * taken for a stale one.
 */
@Injectable()
export class BindingRecord {
  constructor(private readonly dataSource: DataSource) {}

  /** To be called before the bindings are declared: who is about to take one of them away is waited for. */
  async want(bindings: readonly BindingDeclaration[]): Promise<void> {
    await this.dataSource.query(WANT, [
      bindings.map(({ queue }) => queue),
      bindings.map(({ exchange }) => exchange),
      bindings.map(({ routingKey }) => routingKey),
    ]);
  }

  /**
   * Takes away what is bound to these queues and nobody wants any more. A process that wants it again waits meanwhile, and
   * binds it again afterwards. When `unbind` fails, it stays on record.
   *
   * @returns what was unbound.
   */
  unbindStale(
    queues: readonly string[],
    unbind: (binding: BindingDeclaration) => Promise<void>,
  ): Promise<BindingDeclaration[]> {
    return this.dataSource.transaction(async (manager) => {
      const [stale] = (await manager.query(TAKE_STALE, [queues])) as [BindingDeclaration[], number];
      for (const binding of stale) await unbind(binding);
      return stale;
    });
  }

  /** Queues beside these that were declared once and are no more: of a handler that was renamed or removed. */
  orphansBeside(queues: readonly string[]): Promise<OrphanQueue[]> {
    return this.dataSource.query(ORPHANS, [queues]);
  }

  async forget(queue: string): Promise<void> {
    await this.dataSource.query('delete from eventing.bindings where queue = $1', [queue]);
  }
}
