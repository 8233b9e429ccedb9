import { Inject, Injectable, Logger } from '@nestjs/common';
import { errorStory } from '../dead-letters/error-story';
import { storableText } from '../dead-letters/storable-text';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { UnknownEventError } from '../message/errors';
import { findContract } from '../message/integration-event';
import { appendEvents } from '../outbox/append-events';
import { renderStoredEvent, type PendingEvent } from '../outbox/pending-event';
import { Relay } from '../outbox/relay';
import { EventSealer } from '../personal-data/event-sealer';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { DueLoop } from './due-loop';
import { POSTPONE, REMOVE, TAKE_DUE, UNTIL_NEXT } from './scheduled-events.sql';

interface DueEvent {
  id: string;
  type: string;
  data: string;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
  /** What was wrong with it the last time. */
  problem: string | null;
  /** It has been due for longer than anybody's patience. */
  isHopeless: boolean;
}

/** One that cannot be published. */
interface Unfit {
  event: DueEvent;
  problem: string;
}

/** How soon one that could not be published is looked at again. */
const LOOK_AGAIN_AFTER_MS = 10_000;
const LONGEST_PROBLEM = 2_000;

/**
 * Moves scheduled events that are due into the outbox, many in one transaction: there they get their sequence, and are
 * published like any other. Every replica does so, and takes what no other has in hand.
 */
@Injectable()
export class ScheduledEventMover {
  private readonly logger = new Logger('ScheduledEvents');
  private readonly loop: DueLoop;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(Relay) private readonly relay: Pick<Relay, 'nudge'>,
    @Inject(EVENTING_OPTIONS)
    private readonly options: Pick<ResolvedEventingOptions, 'service' | 'scheduling' | 'messages'>,
    @Inject(EventSealer) private readonly sealer: Pick<EventSealer, 'seal'>,
  ) {
    this.loop = new DueLoop({
      name: 'Publishing scheduled events',
      lookEveryMs: options.scheduling.pollMs,
      untilNext: () => this.untilNext(),
      doSome: () => this.moveSome(),
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** An event was scheduled that is due in so many milliseconds. */
  nudge(inMs: number): void {
    this.loop.nudge(inMs);
  }

  /** Why it cannot work just now; undefined while it can. */
  get trouble(): string | undefined {
    return this.loop.trouble;
  }

  private async untilNext(): Promise<number | undefined> {
    const rows: { ms: number | null }[] = await this.unitOfWork.manager.query(UNTIL_NEXT);
    return rows[0]?.ms ?? undefined;
  }

  private moveSome(): Promise<number> {
    const { batchSize, patienceMs } = this.options.scheduling;
    return this.unitOfWork.run(async () => {
      const due: DueEvent[] = await this.unitOfWork.manager.query(TAKE_DUE, [batchSize, patienceMs]);
      const ready: PendingEvent[] = [];
      const unfit: Unfit[] = [];
      for (const event of due) this.sort(event, ready, unfit);
      await this.move(ready);
      await this.putOff(unfit);
      return due.length;
    });
  }

  /** Whatever keeps one from being rendered, it must not keep the others. */
  private sort(event: DueEvent, ready: PendingEvent[], unfit: Unfit[]): void {
    try {
      ready.push(this.render(event));
    } catch (error) {
      const { name, message } = errorStory(error);
      unfit.push({ event, problem: storableText(`${name}: ${message}`, LONGEST_PROBLEM) });
    }
  }

  private render({ id, type, data, correlationId, causationId, traceparent }: DueEvent): PendingEvent {
    const contract = findContract(type);
    if (contract?.service !== this.options.service)
      throw new UnknownEventError(`This process knows no event ${type} of ${this.options.service}.`);
    const context = {
      correlationId,
      causationId: causationId ?? undefined,
      traceparent: traceparent ?? undefined,
    };
    const { largestBytes } = this.options.messages;
    return renderStoredEvent(contract, JSON.parse(data) as object, { id, context }, largestBytes);
  }

  private async move(ready: PendingEvent[]): Promise<void> {
    if (ready.length === 0) return;
    const { manager } = this.unitOfWork;
    await manager.query(REMOVE, [ready.map(({ id }) => id)]);
    await this.sealer.seal(ready, manager);
    await appendEvents(ready, manager);
    this.unitOfWork.afterCommit(() => this.relay.nudge());
  }

  private async putOff(unfit: Unfit[]): Promise<void> {
    if (unfit.length === 0) return;
    await this.unitOfWork.manager.query(POSTPONE, [
      unfit.map(({ event }) => event.id),
      unfit.map(({ problem }) => problem),
      unfit.map(({ event }) => event.isHopeless),
      LOOK_AGAIN_AFTER_MS,
    ]);
    this.unitOfWork.afterCommit(() => unfit.forEach((one) => this.tell(one)));
  }

  private tell({ event: { id, type, isHopeless, problem: known }, problem }: Unfit): void {
    const what = `The scheduled event ${id} (${type}) cannot be published: ${problem}`;
    if (isHopeless)
      this.logger.error(`${what} It is given up and kept as failed; see scheduler.failed() and retry().`);
    else if (known === null) this.logger.warn(`${what} It is tried again for a while.`);
  }
}
