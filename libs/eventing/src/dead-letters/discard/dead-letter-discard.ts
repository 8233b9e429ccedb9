import { Injectable } from '@nestjs/common';
import { findContract } from '../../message/integration-event';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { OPEN, type DeadLetterFilter } from '../dead-letter';
import { filterParameters } from '../filter.sql';
import { OwnConsumers } from '../redrive/own-consumers';
import { checkedActor, RedriveRequestError, refuseStatuses, type Requester } from '../redrive/redrive';
import { RedriveLoop } from '../redrive/redrive-loop';
import {
  DISCARD,
  FORGET_TIMEOUTS,
  HOLDING_UP,
  LOCK_MATCHING,
  LOCK_SAGAS,
  LOCK_SOME,
  SKIP,
} from './discard.sql';

/** What has become of letters that were to be discarded. */
export interface Discarded {
  discarded: number;
  /** Events that hold up their projection: it is told to go on without them, and they are discarded when it has. */
  requested: number;
}

interface Locked {
  id: string;
  consumer: string;
  type: string | null;
  messageKey: string;
}

const AT_ONCE = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Puts dead letters out of the way that nobody wants handled. They are kept, with who decided it and why, for
 * `retention.deadLetterDays`.
 *
 * What waited for them goes on: later dead letters of the aggregate can be sent round again, a projection goes on with the
 * events that it holds, and the read model is without the discarded one. A saga's time-out that is discarded is not waited for
 * any more: the saga stays as it is until another event comes. One that is on its way to its consumer may be handled before it is
 * discarded; it is one or the other.
 *
 * @example await discard.letters([id], { actor: 'kim', reason: 'a test order' });
 */
@Injectable()
export class DeadLetterDiscard {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly consumers: OwnConsumers,
    private readonly loop: RedriveLoop,
  ) {}

  /** @throws RedriveRequestError when nobody is named, or no reason is given, or an id is none. */
  async letters(ids: readonly string[], requester: Requester): Promise<Discarded> {
    const wrong = ids.find((id) => !UUID.test(id));
    if (wrong !== undefined) throw new RedriveRequestError(`"${wrong}" is no id of a dead letter.`);
    const who = checkedRequester(requester);
    return this.unitOfWork.run(async () => {
      const locked: Locked[] = await this.unitOfWork.manager.query(LOCK_SOME, [ids]);
      return this.discard(locked, who);
    });
  }

  /**
   * Discards all that match, of those that are not done with, some at a time: when it is interrupted, the rest stays.
   *
   * @throws RedriveRequestError as {@link letters}.
   */
  async matching(filter: DeadLetterFilter, requester: Requester): Promise<Discarded> {
    const who = checkedRequester(requester);
    refuseStatuses(filter, OPEN, 'Discarded is what is not done with');
    const total: Discarded = { discarded: 0, requested: 0 };
    for (let after: string | null = null, count = AT_ONCE; count === AT_ONCE;) {
      const parameters: unknown[] = [...filterParameters(filter), after, AT_ONCE];
      const [locked, done] = await this.unitOfWork.run(async (): Promise<[Locked[], Discarded]> => {
        const some: Locked[] = await this.unitOfWork.manager.query(LOCK_MATCHING, parameters);
        return [some, await this.discard(some, who)];
      });
      count = locked.length;
      after = locked.at(-1)?.id ?? null;
      total.discarded += done.discarded;
      total.requested += done.requested;
    }
    return total;
  }

  private async discard(letters: Locked[], who: Required<Requester>): Promise<Discarded> {
    if (letters.length === 0) return { discarded: 0, requested: 0 };
    const { manager } = this.unitOfWork;
    const holdingUp = await this.holdingUp(letters);
    const ending = letters.filter(({ id }) => !holdingUp.has(id));
    const asked = [who.actor, who.reason];
    if (holdingUp.size > 0) await manager.query(SKIP, [[...holdingUp], ...asked]);
    if (ending.length > 0) await manager.query(DISCARD, [ending.map(({ id }) => id), ...asked]);
    await this.forgetTimeouts(ending);
    this.unitOfWork.afterCommit(() => this.loop.nudge());
    return { discarded: ending.length, requested: holdingUp.size };
  }

  /** Not a snapshot: it holds up nothing, and who passes it has not passed the events that it includes. */
  private async holdingUp(letters: Locked[]): Promise<Set<string>> {
    const events = letters.filter(({ type }) => !findContract(type ?? '')?.isSnapshot).map(({ id }) => id);
    const parameters = [events, this.consumers.projections];
    const rows: { id: string }[] = await this.unitOfWork.manager.query(HOLDING_UP, parameters);
    return new Set(rows.map(({ id }) => id));
  }

  private async forgetTimeouts(letters: Locked[]): Promise<void> {
    const sagas = this.consumers.sagas;
    const ids = letters
      .filter(({ consumer, messageKey }) => sagas.includes(consumer) && UUID.test(messageKey))
      .map(({ messageKey }) => messageKey);
    if (ids.length === 0) return;
    await this.unitOfWork.manager.query(LOCK_SAGAS, [ids]);
    await this.unitOfWork.manager.query(FORGET_TIMEOUTS, [ids]);
  }
}

function checkedRequester(requester: Requester): Required<Requester> {
  const reason = requester.reason?.trim();
  if (reason) return { actor: checkedActor(requester), reason };
  throw new RedriveRequestError('Say why it is discarded: it is kept in the history of each dead letter.');
}
