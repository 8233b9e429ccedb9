import { Inject, Injectable } from '@nestjs/common';
import { BROKER, type Broker } from '../../broker/broker';
import { BrokerNames } from '../../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { EventingError } from '../../message/errors';
import { publishInSpan } from '../../observability/tracing/publish-span';
import { DueLoop } from '../../scheduling/due-loop';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { timeoutMessage, type DueTimeout } from './timeout-message';
import { LEAVE, LONGEST_WAIT, MARK_SENT, TAKE_DUE, UNTIL_NEXT } from './timeouts.sql';

/** A time-out could not be handed to the broker. It stays due. */
export class TimeoutNotSentError extends EventingError {}

/**
 * Sends time-outs that are due to the queues of their sagas, where they are handled like every other message: by any
 * replica, with retries, and parked when nothing helps. Every replica sends, and takes what no other has in hand.
 *
 * A time-out is done with when its saga has handled it, not when it was sent: the message may be lost with its queue. One
 * that has not been handled for long is sent again, with the same id, and handled once. Each saga has a loop of its own, for
 * each has a queue of its own: one that is gone, or full, keeps no other saga's time-outs.
 */
@Injectable()
export class TimeoutMover {
  private readonly loops = new Map<string, DueLoop>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'scheduling'>,
  ) {}

  /** @param sagas those that this process has; without any nothing runs. */
  start(sagas: string[]): void {
    for (const saga of sagas) {
      const loop = new DueLoop({
        name: `Sending time-outs of ${saga}`,
        lookEveryMs: this.options.scheduling.pollMs,
        untilNext: () => this.untilNext(saga),
        doSome: () => this.sendSome(saga),
      });
      this.loops.set(saga, loop);
      loop.start();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.loops.values()].map((loop) => loop.stop()));
  }

  /** A time-out of this saga was stored that is due in so many milliseconds. */
  nudge(saga: string, inMs: number): void {
    this.loops.get(saga)?.nudge(inMs);
  }

  /** Why time-outs cannot be sent just now, a line for each saga whose cannot. */
  get troubles(): string[] {
    return [...this.loops.values()].map(({ trouble }) => trouble).filter((trouble) => trouble !== undefined);
  }

  private async untilNext(saga: string): Promise<number | undefined> {
    const rows: { ms: number | null }[] = await this.unitOfWork.manager.query(UNTIL_NEXT, [saga]);
    return rows[0]?.ms ?? undefined;
  }

  /** The rows stay locked until the broker has confirmed: nobody else sends them meanwhile. */
  private async sendSome(saga: string): Promise<number> {
    const { batchSize, resendAfterMs } = this.options.scheduling;
    const { count, failure } = await this.unitOfWork.run(async () => {
      const { manager } = this.unitOfWork;
      const due: (DueTimeout & { isParked: boolean })[] = await manager.query(TAKE_DUE, [saga, batchSize]);
      const parked = due.filter(({ isParked }) => isParked);
      const wanted = due.filter(({ isParked }) => !isParked);
      const outcomes = await Promise.all(wanted.map((timeout) => this.send(timeout)));
      const sent = wanted.filter((_, index) => outcomes[index] === undefined);
      if (sent.length > 0) await manager.query(MARK_SENT, [idsOf(sent), resendAfterMs]);
      if (parked.length > 0) await manager.query(LEAVE, [idsOf(parked), LONGEST_WAIT * resendAfterMs]);
      return { count: due.length, failure: outcomes.find((outcome) => outcome !== undefined) };
    });
    if (failure) throw failure;
    return count;
  }

  /** What keeps it from being sent; undefined when nothing did. */
  private async send(timeout: DueTimeout): Promise<TimeoutNotSentError | undefined> {
    const queue = this.names.queue(timeout.saga);
    const what = `The time-out "${timeout.name}" of ${timeout.saga} ${timeout.key}`;
    try {
      const message = timeoutMessage(this.names, timeout);
      const outcome = await publishInSpan(this.broker, message, timeout.traceparent ?? undefined);
      if (outcome === 'routed') return undefined;
      return new TimeoutNotSentError(`${what} is due, but the queue ${queue} does not exist (yet).`);
    } catch (cause) {
      return new TimeoutNotSentError(`${what} is due, but cannot be sent. ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}

function idsOf(timeouts: DueTimeout[]): string[] {
  return timeouts.map(({ id }) => id);
}
