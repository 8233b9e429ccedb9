import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { isIdentifier } from '../message/identifier';
import type { MessageContext } from '../message/message-context';
import { currentStamp, renderEvent } from '../outbox/pending-event';
import type { Collector } from '../unit-of-work/frame';
import { EventSealer } from '../personal-data/event-sealer';
import type { Unsealed } from '../personal-data/sealing';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { ScheduledEventMover } from './scheduled-event-mover';
import { CANCEL, FAILED, RETRY, SCHEDULE } from './scheduled-events.sql';
import { dueTime, fromNowMs, ScheduleError, type DueTime, type When } from './when';

/** A scheduled event that could not be published at its time; see {@link Scheduler.failed}. */
export interface FailedEvent {
  id: string;
  key: string | null;
  /** The CloudEvents type: `orders.payment-reminder-due.v1`. */
  type: string;
  /** The payload, as JSON text. */
  data: string;
  /** What is wrong with it. */
  problem: string;
  dueAt: Date;
  scheduledAt: Date;
  correlationId: string;
}

interface Scheduled {
  id: string;
  key: string | null;
  type: string;
  data: string;
  /** What is personal in the data is still readable: it is not stored like that. */
  unsealed: Unsealed | undefined;
  due: DueTime;
  context: MessageContext;
}

const LONGEST_KEY = 500;

/**
 * Publishes integration events later: stores them in the transaction that decides so, and publishes them through the
 * outbox when they are due, in effect exactly once, whatever was restarted meanwhile. Any replica does it.
 *
 * @example
 * ```ts
 * @Transactional()
 * async requestPayment(order: Order): Promise<void> {
 *   await this.orders.save(order);
 *   this.scheduler.publishLater(new PaymentReminderDue({ orderId: order.id }), { after: '3d' }, { key: `reminder/${order.id}` });
 * }
 * // once it is paid: await this.scheduler.cancel(`reminder/${order.id}`);
 * ```
 */
@Injectable()
export class Scheduler {
  /** Before the outbox: a key may be in the hands of the mover, which then wants to lock an aggregate's stream. */
  private readonly writer: Collector<Scheduled> = {
    purpose: 'scheduler.publishLater',
    first: true,
    write: (events, manager) => this.store(events, manager),
  };

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(ScheduledEventMover) private readonly mover: Pick<ScheduledEventMover, 'nudge'>,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'service' | 'messages'>,
    @Inject(EventSealer) private readonly sealer: Pick<EventSealer, 'ringFor'>,
  ) {}

  /**
   * Publishes `event` at a time, as it is now, as part of the current unit of work; returns the id it will have. It is
   * checked now, and once more when it is due; its sequence and its time are those of then. Correlation, cause and trace
   * are those of now. What is due at the same time goes out in the order of the calls; what was overdue (nothing was
   * running) goes out as fast as it can be, several replicas sharing it, without regard to order.
   *
   * @param when `{ at: date }` or `{ after: '15m' }`; what lies in the past is due at once.
   * @param options.key makes it possible to cancel it, and replaces what waits under the same key. Keys are the service's.
   * @throws UnitOfWorkError outside a unit of work.
   * @throws InvalidPayloadError naming each field that breaks a rule of the contract.
   * @throws ContractError when the class is no integration event, or is one of another service.
   * @throws ScheduleError when the time or the key is none.
   */
  publishLater(event: object, when: When, options: { key?: string } = {}): string {
    const due = dueTime(when);
    const key = options.key === undefined ? null : checkedKey(options.key);
    const stamp = currentStamp();
    const { service, messages } = this.options;
    const { id, type, unsealed } = renderEvent(service, event, stamp, messages.largestBytes);
    const data = JSON.stringify(event);
    this.unitOfWork.collect(this.writer, { id, key, type, data, unsealed, due, context: stamp.context });
    this.unitOfWork.afterCommit(() => this.mover.nudge(fromNowMs(due)));
    return id;
  }

  /**
   * Cancels, as part of the current unit of work, the event that waits under `key`. False when none does: there was none,
   * or it has been published. Of a cancelling and a publishing at the same moment one comes first, and the answer is true.
   *
   * @throws UnitOfWorkError outside a unit of work.
   */
  async cancel(key: string): Promise<boolean> {
    await this.unitOfWork.flush(this.writer as Collector<never>);
    const rows: { count: number }[] = await this.unitOfWork.manager.query(CANCEL, [checkedKey(key)]);
    return rows[0]?.count === 1;
  }

  /** Events that could not be published at their time, the oldest first: their contract is gone, or its rules changed. */
  failed(page: { limit?: number } = {}): Promise<FailedEvent[]> {
    return this.unitOfWork.manager.query(FAILED, [page.limit ?? 100]);
  }

  /** Has one of the {@link failed} published now. False when it is not among them (any more). */
  async retry(id: string): Promise<boolean> {
    const rows: { count: number }[] = await this.unitOfWork.manager.query(RETRY, [id]);
    this.mover.nudge(0);
    return rows[0]?.count === 1;
  }

  private async store(events: Scheduled[], manager: EntityManager): Promise<void> {
    const stored = withoutReplaced(events);
    const ring = await this.sealer.ringFor(
      stored.map(({ unsealed }) => unsealed),
      manager,
    );
    await manager.query(SCHEDULE, [
      stored.map(({ id }) => id),
      stored.map(({ key }) => key),
      stored.map(({ type }) => type),
      stored.map(({ unsealed, data }) => (unsealed ? JSON.stringify(unsealed.seal(ring).data) : data)),
      stored.map(({ due }) => due.at),
      stored.map(({ due }) => due.afterMs),
      stored.map(({ context }) => context.correlationId),
      stored.map(({ context }) => context.causationId ?? null),
      stored.map(({ context }) => context.traceparent ?? null),
    ]);
  }
}

function checkedKey(key: string): string {
  if (isIdentifier(key, LONGEST_KEY)) return key;
  throw new ScheduleError(
    `key: it must be a text of 1 to ${LONGEST_KEY} characters, not ${JSON.stringify(key)?.slice(0, 60)}.`,
  );
}

/** Of several with one key, the last: a statement cannot replace what it has just inserted. */
function withoutReplaced(events: Scheduled[]): Scheduled[] {
  const lastOf = new Map(events.map((event) => [event.key ?? event, event]));
  return [...lastOf.values()];
}
