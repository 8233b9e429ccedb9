import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { EventingError } from '../../message/errors';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { DeadLetterFilter } from '../dead-letter';
import { filterParameters } from '../filter.sql';
import { OwnConsumers } from './own-consumers';
import {
  checkedActor,
  checkedSteps,
  refuseStatuses,
  NothingToRedriveError,
  RedriveRequestError,
  type Redrive,
  type RedriveOptions,
  type Requester,
} from './redrive';
import { RedriveLoop } from './redrive-loop';
import {
  CHOOSE,
  CREATE,
  END,
  LATEST_REDRIVES,
  LOCK_RUNNING,
  ONE_AT_A_TIME,
  ONE_REDRIVE,
  WITHDRAW,
} from './redrives.sql';

/** There is no re-drive with this id in this service, or none that is running. */
export class UnknownRedriveError extends EventingError {}

interface Chosen {
  letters: number;
  steps: number | null;
  matching: number;
  taken: number;
  homeless: number;
  /** Too large to be kept whole. */
  cut: number;
  /** By an untrusted publisher, and not asked for by that reason. */
  unnamed: number;
}

/**
 * Sends dead letters round again: to the queue of the consumer that gave up on them, and to no other. What is asked for is
 * a row; a loop in the running service works it off, through restarts and outages, so that asking is all that happens here.
 *
 * Nothing is handled twice: not when two people ask, not when the message is delivered twice or was handled meanwhile. The events
 * of one aggregate go one after the other, each when the one before is handled or discarded.
 *
 * @example
 * ```ts
 * const { id } = await redrive.matching({ fault: group.fault }, { actor: 'kim', reason: 'fixed in 1.4.2', ramp: true });
 * const { status, handled, failed } = await redrive.progress(id);
 * ```
 */
@Injectable()
export class DeadLetterRedrive {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly consumers: OwnConsumers,
    private readonly loop: RedriveLoop,
  ) {}

  /**
   * Sends single letters round again.
   *
   * @throws NothingToRedriveError when none of them can be sent: not parked (any more), behind an earlier one of its
   * aggregate, or without a consumer. Of several, those that can be are.
   */
  async letters(ids: readonly string[], options: RedriveOptions): Promise<Redrive> {
    const wrong = ids.filter((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
    if (wrong.length > 0)
      throw new RedriveRequestError(
        `"${wrong.join('", "')}" is no id of a dead letter; it looks like ${uuidv7()}.`,
      );
    return this.request(
      {},
      ids.map((id) => id.toLowerCase()),
      options,
    );
  }

  /**
   * Sends all letters round again that are parked and match: a group, say.
   *
   * @throws NothingToRedriveError as {@link letters}. RedriveRequestError when it is to match others than parked ones.
   */
  async matching(filter: DeadLetterFilter, options: RedriveOptions): Promise<Redrive> {
    refuseStatuses(filter, ['parked'], 'Sent round again is what is parked');
    return this.request(filter, null, options);
  }

  /** @throws UnknownRedriveError */
  async progress(id: string): Promise<Redrive> {
    const rows: Redrive[] = await this.unitOfWork.manager.query(ONE_REDRIVE, [id]);
    if (rows[0]) return rows[0];
    throw new UnknownRedriveError(`There is no re-drive ${id} in this service.`);
  }

  /** The latest first, those that are running and those that are over. */
  latest(most = 20): Promise<Redrive[]> {
    return this.unitOfWork.manager.query(LATEST_REDRIVES, [most]);
  }

  /**
   * Ends one. What was sent goes its way, what was not is parked as before.
   *
   * @throws UnknownRedriveError when it is not running.
   */
  async cancel(id: string, requester: Requester): Promise<Redrive> {
    const why = [`Cancelled by ${checkedActor(requester)}`, requester.reason].filter(Boolean).join(': ');
    await this.unitOfWork.run(async () => {
      const { manager } = this.unitOfWork;
      const running: unknown[] = await manager.query(LOCK_RUNNING, [id]);
      if (running.length === 0)
        throw new UnknownRedriveError(`There is no running re-drive ${id} in this service.`);
      await manager.query(WITHDRAW, [id, why]);
      await manager.query(END, [id, 'cancelled', why]);
    });
    return this.progress(id);
  }

  private async request(
    filter: DeadLetterFilter,
    ids: readonly string[] | null,
    options: RedriveOptions,
  ): Promise<Redrive> {
    const id = uuidv7();
    const actor = checkedActor(options);
    const sizes = checkedSteps(options.ramp);
    this.requireOwn(options.to);
    await this.unitOfWork.run(async () => {
      const { manager } = this.unitOfWork;
      await manager.query(ONE_AT_A_TIME);
      const chosen = await this.choose(id, filter, ids, options.to, sizes);
      const { reason = null, to = null, tolerated = 0 } = options;
      const what = JSON.stringify(ids ? { ids } : filter).replaceAll('\\u0000', '');
      const counts = [chosen.letters, chosen.steps ?? 1];
      await manager.query(CREATE, [id, actor, reason, what, to, sizes !== undefined, tolerated, ...counts]);
      this.unitOfWork.afterCommit(() => this.loop.nudge());
    });
    return this.progress(id);
  }

  private async choose(
    id: string,
    filter: DeadLetterFilter,
    ids: readonly string[] | null,
    to: string | undefined,
    sizes: number[] | undefined,
  ): Promise<Chosen> {
    const sums =
      sizes?.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size)) ?? null;
    const rows: Chosen[] = await this.unitOfWork.manager.query(CHOOSE, [
      ...filterParameters({ ...filter, status: ['parked'] }),
      ids,
      to ?? null,
      this.consumers.names,
      id,
      sums,
      sizes?.at(-1) ?? null,
    ]);
    const chosen = rows[0] as Chosen;
    if (chosen.letters === 0) throw new NothingToRedriveError(reasonFor(chosen));
    return chosen;
  }

  private requireOwn(consumer: string | undefined): void {
    const { names } = this.consumers;
    if (consumer === undefined || names.includes(consumer)) return;
    throw new RedriveRequestError(`This service has no consumer "${consumer}". It has ${names.join(', ')}.`);
  }
}

function reasonFor({ matching, taken, homeless, cut, unnamed }: Chosen): string {
  if (matching === 0)
    return 'No dead letter that is parked matches. It may be on its way, handled or discarded already.';
  const reasons = [
    taken > 0 && `${taken} are part of another re-drive that is running`,
    homeless > 0 &&
      `${homeless} have no consumer in this service: name the one to send them to, if it is known whose they are`,
    cut > 0 &&
      `${cut} were too large, and only their beginning is kept: their publisher has to send them again`,
    unnamed > 0 &&
      `${unnamed} are by an untrusted publisher: look at them, and send them one by one, or by --because untrusted-publisher`,
    matching > taken + homeless + cut + unnamed &&
      `${matching - taken - homeless - cut - unnamed} wait for an earlier dead letter of the same aggregate: send that one round, too, or discard it`,
  ].filter((reason) => reason !== false);
  return `None of the ${matching} dead letters can be sent round: ${reasons.join('; ')}.`;
}
