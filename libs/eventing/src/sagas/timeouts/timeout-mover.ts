import { Inject, Injectable } from '@nestjs/common';
import { BROKER, type Broker } from '../../broker/broker';
import { BrokerNames } from '../../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { EventingError } from '../../message/errors';
import { DueLoop } from '../../scheduling/due-loop';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { timeoutMessage, type DueTimeout } from './timeout-message';
import { MARK_SENT, TAKE_DUE, UNTIL_NEXT } from './timeouts.sql';

/** A time-out could not be handed to the broker. It stays due. */
export class TimeoutNotSentError extends EventingError {}

/**
 * Sends time-outs that are due to the queues of their sagas, where they are handled like every other message: by any
 * replica, with retries, and parked when nothing helps. Every replica sends, and takes what no other has in hand. One
 * whose process died before it could note that it was sent is sent again, with the same id, and handled once.
 */
@Injectable()
export class TimeoutMover {
  private sagas: string[] = [];
  private readonly loop: DueLoop;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'scheduling'>,
  ) {
    this.loop = new DueLoop({
      name: "Sending sagas' time-outs",
      lookEveryMs: options.scheduling.pollMs,
      untilNext: () => this.untilNext(),
      doSome: () => this.sendSome(),
    });
  }

  /** @param sagas those that this process has; without any it sleeps for ever. */
  start(sagas: string[]): void {
    this.sagas = sagas;
    if (sagas.length > 0) this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** A time-out was stored that is due in so many milliseconds. */
  nudge(inMs: number): void {
    this.loop.nudge(inMs);
  }

  /** Why it cannot work just now; undefined while it can. */
  get trouble(): string | undefined {
    return this.loop.trouble;
  }

  private async untilNext(): Promise<number | undefined> {
    const rows: { ms: number | null }[] = await this.unitOfWork.manager.query(UNTIL_NEXT, [this.sagas]);
    return rows[0]?.ms ?? undefined;
  }

  /** The rows stay locked until the broker has confirmed: nobody else sends them meanwhile. */
  private async sendSome(): Promise<number> {
    const { count, failure } = await this.unitOfWork.run(async () => {
      const { manager } = this.unitOfWork;
      const parameters = [this.sagas, this.options.scheduling.batchSize];
      const due: DueTimeout[] = await manager.query(TAKE_DUE, parameters);
      const outcomes = await Promise.all(due.map((timeout) => this.send(timeout)));
      const sent = due.filter((_, index) => outcomes[index] === undefined);
      if (sent.length > 0) await manager.query(MARK_SENT, [sent.map(({ id }) => id)]);
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
      const message = timeoutMessage(this.names.service, queue, timeout);
      if ((await this.broker.publish(message)) === 'routed') return undefined;
      return new TimeoutNotSentError(`${what} is due, but the queue ${queue} does not exist (yet).`);
    } catch (cause) {
      return new TimeoutNotSentError(`${what} is due, but cannot be sent. ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}
