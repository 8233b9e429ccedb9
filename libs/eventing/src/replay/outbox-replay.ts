import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { DedicatedConnection } from '../database/dedicated-connection';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { untilConnected } from '../outbox/broker-watch';
import { Addressing } from '../outbox/outbox-row';
import { OwnTopology } from '../topology/own-topology';
import {
  NothingToResumeError,
  ReplayInterruptedError,
  ReplayRefusedError,
  type Replay,
  type ReplayRequest,
} from './replay';
import { everyListener, oneQueue, type Destination } from './replay-destination';
import { rangeOf } from './replay-range';
import { ReplayRecord } from './replay-record';
import { ReplayRun } from './replay-run';
import { ATTEND, BEGIN, END } from './replay.sql';

const PER_SECOND = 1_000;
const DAY_MS = 86_400_000;
/** Between looking at an event's age and its being handled. */
const MARGIN_MS = 3_600_000;
const CONNECTS_WITHIN_MS = 15_000;

/**
 * Sends events of this service's outbox round again: after a consumer has lost some (restored from a back-up, a queue that
 * was deleted), or to a new consumer that has to know what was before. Inboxes and gates know what they have handled, so
 * whoever has an event already is not affected. What runs is not disturbed: a replay sends a few at a time, confirmed, and
 * the live events go on beside it.
 *
 * It is kept in the database, and goes on where it stopped, whoever continues it; what was being sent at that moment is sent
 * twice. The events keep their ids, bodies and order.
 *
 * @example
 * ```ts
 * const { id } = await replays.request({ from: new Date('2026-03-01T10:00:00Z'), requestedBy: 'ann' });
 * for await (const { sent, share } of replays.run(id)) console.error(`${sent} sent, ${Math.round(share * 100)} %`);
 * ```
 */
@Injectable()
export class OutboxReplay {
  private readonly addressing: Addressing;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
    private readonly own: OwnTopology,
    private readonly record: ReplayRecord,
  ) {
    this.addressing = new Addressing(names);
  }

  /**
   * Checks a request and keeps it; nothing is sent before `run`. What is relayed later does not belong to it.
   *
   * @throws ReplayRefusedError when it would have handlers handle events again (older than inboxes remember), when the queue
   * does not exist, or when it is not said what its consumer takes.
   */
  async request(request: ReplayRequest): Promise<Replay> {
    const perSecond = request.perSecond ?? PER_SECOND;
    if (!(Number.isInteger(perSecond) && perSecond > 0))
      throw new ReplayRefusedError(`So many a second must be a whole number from 1, not ${perSecond}.`);
    await this.refuseWithoutQueue(request);
    const range = await rangeOf(this.dataSource, request);
    this.refuseForgotten(request, range.firstAt);
    return this.expect(await this.record.request(request, range, perSecond));
  }

  /**
   * Sends what is left of a replay and tells how far it is, after each batch. It waits while the broker is away. Whoever
   * leaves the loop, or aborts `over`, stops it; `run` goes on from there.
   *
   * @throws ReplayRefusedError when there is no such replay, another process is at it, or it cannot go on; what it was stays
   * on record as failed. ReplayInterruptedError when the database is lost meanwhile.
   */
  async *run(id: string, over: AbortSignal = new AbortController().signal): AsyncGenerator<Replay, void> {
    const replay = await this.expect(id);
    if (replay.state === 'done') return void (yield replay);
    const connection = await DedicatedConnection.open(this.dataSource, { name: 'outbox replay' });
    try {
      const [answer] = await connection.query<{ attended: boolean }>(ATTEND, [id]);
      if (!answer?.attended) throw new ReplayRefusedError(`Another process is at the replay ${id} just now.`);
      await connection.query(BEGIN, [id]);
      yield* this.send(await this.expect(id), connection, AbortSignal.any([over, connection.lost]));
    } finally {
      await connection.close();
    }
    yield await this.expect(id);
  }

  /**
   * Has whoever runs it stop after the batch that is on its way. One that nobody runs stays as it is.
   *
   * @param by who asks, for the record
   */
  async stop(id: string, by: string): Promise<Replay> {
    const { state } = await this.expect(id);
    if (state !== 'running' && state !== 'interrupted') return this.expect(id);
    await this.dataSource.query(END, [id, 'stopped', null]);
    await this.record.tell(id, 'stopped', by);
    return this.expect(id);
  }

  /**
   * Checks that a replay can go on, and keeps who wants it to; nothing is sent before `run`.
   *
   * @param by who asks, for the record
   * @throws NothingToResumeError when it is done, or somebody is at it; ReplayRefusedError when there is no such replay.
   */
  async resume(id: string, by: string): Promise<Replay> {
    const { state } = await this.expect(id);
    if (state === 'done') throw new NothingToResumeError(`The replay ${id} is done: all of it was sent.`);
    if (await this.record.isAttended(id))
      throw new NothingToResumeError(`Another process is at the replay ${id} just now.`);
    await this.record.tell(id, 'resumed', by);
    return this.expect(id);
  }

  /** Undefined when there is none with this id. */
  find(id: string): Promise<Replay | undefined> {
    return this.record.find(id);
  }

  /** The newest first, a hundred at most. */
  list(): Promise<Replay[]> {
    return this.record.list();
  }

  private async *send(
    replay: Replay,
    connection: DedicatedConnection,
    over: AbortSignal,
  ): AsyncGenerator<Replay, void> {
    const { id } = replay;
    const rememberedSince = () => (replay.request.beyondInbox ? undefined : this.rememberedSince());
    const destination = this.destinationOf(replay.request);
    const run = new ReplayRun(replay, {
      connection,
      broker: this.broker,
      destination,
      rememberedSince,
      over,
    });
    let end: [state: string, detail: string | null] | undefined = ['stopped', null];
    try {
      while (await run.next()) yield await this.expect(id);
      const { position, toPosition } = await this.expect(id);
      if (position >= toPosition) end = ['done', null];
    } catch (error) {
      end = error instanceof ReplayRefusedError ? ['failed', error.message] : undefined;
      throw end ? error : interrupted(id, error);
    } finally {
      if (end && !connection.lost.aborted) await this.dataSource.query(END, [id, ...end]);
    }
    if (connection.lost.aborted) throw interrupted(id, connection.lost.reason);
  }

  private destinationOf({ queue, types }: ReplayRequest): Destination {
    if (queue === undefined) return everyListener(this.addressing);
    const exchange = this.names.replaysExchange(this.names.service);
    return oneQueue(this.addressing, { exchange, queue: this.names.full(queue) }, types, this.ownerOf(queue));
  }

  private ownerOf(queue: string) {
    return this.own.consumers().find(({ name }) => this.names.queue(name) === this.names.full(queue));
  }

  private async refuseWithoutQueue({ queue, types, beyondInbox }: ReplayRequest): Promise<void> {
    if (queue === undefined) {
      if (beyondInbox)
        throw new ReplayRefusedError('Beyond the inbox it goes to one consumer only: name its queue.');
      return;
    }
    if (!types?.length && !this.ownerOf(queue))
      throw new ReplayRefusedError(
        `This service does not know what the consumer behind ${queue} takes, and what it does not take would be parked among its ` +
          'dead letters: name the types that it takes.',
      );
    const over = AbortSignal.timeout(CONNECTS_WITHIN_MS);
    if (!(await untilConnected(this.broker, Infinity, over)))
      throw new ReplayRefusedError('The broker is not there.');
    if ((await this.broker.lengthOf(this.names.full(queue))) === undefined)
      throw new ReplayRefusedError(
        `There is no queue ${this.names.full(queue)}: start the service that has it first.`,
      );
  }

  private refuseForgotten({ beyondInbox }: ReplayRequest, firstAt: Date | undefined): void {
    const since = this.rememberedSince();
    if (beyondInbox || !firstAt || firstAt >= since) return;
    throw new ReplayRefusedError(
      `It would begin with an event of ${firstAt.toISOString()}, and inboxes remember what was handled for ` +
        `${this.options.retention.inboxDays} days: handlers would handle it again. Begin at ${since.toISOString()} or later; or name ` +
        'the queue of one consumer that is meant to handle it, and say that it may be beyond the inbox.',
    );
  }

  private rememberedSince(): Date {
    return new Date(Date.now() - this.options.retention.inboxDays * DAY_MS + MARGIN_MS);
  }

  private async expect(id: string): Promise<Replay> {
    const replay = await this.record.find(id);
    if (!replay) throw new ReplayRefusedError(`There is no replay ${id}.`);
    return replay;
  }
}

function interrupted(id: string, cause: unknown): ReplayInterruptedError {
  return new ReplayInterruptedError(
    `The replay ${id} has lost its database, and is interrupted: it can be resumed. ${String(cause)}`,
    { cause },
  );
}
