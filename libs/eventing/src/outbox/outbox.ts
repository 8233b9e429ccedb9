import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { Collector } from '../unit-of-work/frame';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { renderEvent, type PendingEvent } from './pending-event';
import { Relay } from './relay';
import { APPEND } from './sql/append.sql';

/**
 * Publishes integration events: stores them in the transaction that changes the state they report, so that there is
 * never one without the other. The relay sends them once the transaction has committed.
 *
 * @example
 * ```ts
 * @Transactional()
 * async rename(id: string, name: string): Promise<void> {
 *   await this.users.update(id, { name });
 *   this.outbox.publish(new UserUpdated({ userId: id, name }));
 * }
 * ```
 */
@Injectable()
export class Outbox {
  private readonly writer: Collector<PendingEvent> = {
    purpose: 'outbox.publish',
    write: (events, manager) => append(events, manager),
  };

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(Relay) private readonly relay: Pick<Relay, 'nudge'>,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'service'>,
  ) {}

  /**
   * Publishes `event` as part of the current unit of work and returns its id. It is checked and rendered now, and
   * written with all the others just before the commit, in the order of the calls; a rollback takes it back. Events of
   * one aggregate are numbered 1, 2, 3, … and arrive in that order.
   *
   * @throws UnitOfWorkError outside a unit of work.
   * @throws InvalidPayloadError naming each field that breaks a rule of the contract.
   * @throws ContractError when the class is no integration event, or is one of another service.
   */
  publish(event: object): string {
    const pending = renderEvent(this.options.service, event);
    this.unitOfWork.collect(this.writer, pending);
    this.unitOfWork.afterCommit(this.nudgeRelay);
    return pending.id;
  }

  /** Publishes each of `events`, in order; see {@link publish}. */
  publishAll(events: readonly object[]): string[] {
    return events.map((event) => this.publish(event));
  }

  /**
   * Writes now what was published so far instead of just before the commit: for who wants to meet a database error, or
   * to lock the aggregates' streams, at this point. It locks them until the transaction ends, and two transactions that
   * flush the same aggregates in different order can deadlock (PostgreSQL then ends one of them with an error).
   *
   * @throws UnitOfWorkError outside a unit of work.
   */
  async flush(): Promise<void> {
    await this.unitOfWork.flush();
  }

  private readonly nudgeRelay = (): void => this.relay.nudge();
}

async function append(events: PendingEvent[], manager: EntityManager): Promise<void> {
  await manager.query(APPEND, [
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.partitionKey),
    countFollowers(events),
    events.map((event) => event.correlationId),
    events.map((event) => event.bodyStart),
  ]);
}

/** For each event, how many later ones have the same partition key. */
function countFollowers(events: PendingEvent[]): number[] {
  const seen = new Map<string, number>();
  return events
    .map(({ partitionKey }) => partitionKey)
    .reverse()
    .map((key) => {
      const followers = seen.get(key) ?? 0;
      seen.set(key, followers + 1);
      return followers;
    })
    .reverse();
}
