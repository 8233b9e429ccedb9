import { Inject, Injectable } from '@nestjs/common';
import { ConsistencyToken } from '../consistency/consistency-token';
import { noteCommitted } from '../consistency/with-consistency-token';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { streamOf } from '../message/envelope';
import type { Collector } from '../unit-of-work/frame';
import { EventSealer } from '../personal-data/event-sealer';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { appendEvents } from './append-events';
import { currentStamp, ownContract, renderEvent, type PendingEvent } from './pending-event';
import { Relay } from './relay';
import { LAST_SEQUENCE } from './sql/append.sql';

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
    write: async (events, manager) => {
      await this.sealer.seal(events, manager);
      await appendEvents(events, manager);
    },
  };

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(Relay) private readonly relay: Pick<Relay, 'nudge'>,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'service' | 'messages'>,
    @Inject(EventSealer) private readonly sealer: Pick<EventSealer, 'seal'>,
  ) {}

  /**
   * Publishes `event` as part of the current unit of work and returns its id. It is checked and rendered now, and
   * written with all the others just before the commit, in the order of the calls; a rollback takes it back. Events of
   * one aggregate are numbered 1, 2, 3, … and sent in that order. A projection applies them in it, come what may; a handler
   * runs concurrently and tries again later, so it can meet them in another.
   *
   * @throws UnitOfWorkError outside a unit of work.
   * @throws InvalidPayloadError naming each field that breaks a rule of the contract, or when the event is larger than MESSAGE_LIMIT.
   * @throws ContractError when the class is no integration event, or is one of another service.
   */
  publish(event: object): string {
    const { service, messages } = this.options;
    const pending = renderEvent(service, event, currentStamp(), messages.largestBytes);
    this.unitOfWork.collect(this.writer, pending);
    this.unitOfWork.afterCommit(() => {
      this.relay.nudge();
      noteCommitted(this.tokenOf(pending));
    });
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

  /**
   * For a command that finds its work done already, by an earlier request that was repeated: adds what was published of
   * that aggregate to the consistency token, as if this request had published it. Does nothing where nothing was.
   *
   * @param eventClass any event of the aggregate
   * @param subject the aggregate's id
   * @throws ContractError when the class is no integration event, or is one of another service.
   */
  async recall(eventClass: new (...args: never[]) => object, subject: string): Promise<void> {
    const { aggregate } = ownContract(this.options.service, eventClass);
    const partitionKey = `${aggregate}/${subject}`;
    type Row = { sequence: string };
    const [row] = await this.unitOfWork.manager.query<Row[]>(LAST_SEQUENCE, [partitionKey]);
    if (!row) return;
    const found = this.tokenOf({ partitionKey, sequence: Number(row.sequence) });
    if (this.unitOfWork.isActive) this.unitOfWork.afterCommit(() => noteCommitted(found));
    else noteCommitted(found);
  }

  private tokenOf({
    partitionKey,
    sequence,
  }: Pick<PendingEvent, 'partitionKey' | 'sequence'>): ConsistencyToken {
    const stream = streamOf({ source: `/${this.options.service}`, partitionkey: partitionKey });
    return new ConsistencyToken(new Map(sequence === undefined ? [] : [[stream, sequence]]));
  }
}
