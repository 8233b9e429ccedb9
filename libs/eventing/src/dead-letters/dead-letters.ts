import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { contentDigest } from '../inbox/content-digest';
import { inboxKey } from '../inbox/inbox-key';
import type { EventEnvelope } from '../message/envelope';
import { Inbox } from '../inbox/inbox';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { saysTheSame } from './content';
import type { DeadLetter, DeadLetterFilter } from './dead-letter';
import {
  BODY,
  BODY_UNDER_KEY,
  COUNT,
  EXISTS,
  FIND,
  PARK,
  PARK_AGAIN,
  PARK_AGAIN_COLUMNS,
  PARK_COLUMNS,
} from './dead-letters.sql';
import { filterParameters } from './filter.sql';
import { columnsOf, failureInALine, keyBesideAnother, messageKey, type ParkingStory } from './parking-story';
import { settle } from './redrive/settling';

/**
 * The messages that could not be dealt with, each with its story: who could not deal with it, why, how often it was
 * tried. Nothing is thrown away: a message is in its queue, handled, or here. To look for them see `DeadLetterSearch`, to send
 * them round again `DeadLetterRedrive`, to put them out of the way `DeadLetterDiscard`.
 *
 * @example
 * ```ts
 * const letters = await deadLetters.find({ consumer: 'reserve-stock-when-order-placed', text: 'UnknownProduct' });
 * const body = await deadLetters.bodyOf(letters[0].id);
 * ```
 */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: Inbox,
  ) {}

  /**
   * Parks a message, as part of the current unit of work or in one of its own. A message that its consumer has parked
   * before keeps its row and gets the new story; so does one that was sent round again and failed again. An event that goes by the
   * id of another one has a row of its own: neither is overwritten.
   *
   * @returns the dead letter's id, or undefined when it is that of a dead letter that is settled, or parked, already.
   */
  async park(story: ParkingStory): Promise<string | undefined> {
    if (story.redrive) {
      const again = await this.parkAgain(story);
      if (again) return again.id;
    }
    const columns: Record<string, unknown> = { id: uuidv7(), ...columnsOf(story) };
    columns.message_key = await this.ownKey(story);
    const rows: { id: string }[] = await this.unitOfWork.manager.query(PARK, [
      ...PARK_COLUMNS.map((column) => columns[column]),
      failureInALine(columns),
    ]);
    return (rows[0] as { id: string }).id;
  }

  /**
   * The same for consumers that keep an inbox: in one unit of work it also records there that the event is done with, so
   * that another delivery is not handled.
   *
   * @returns the dead letter's id, or undefined when the inbox shows that the event was handled meanwhile: then there is
   * nothing to park.
   */
  parkUnlessHandled(story: ParkingStory): Promise<string | undefined> {
    return this.unitOfWork.run(async () => {
      if (story.envelope && story.reason !== 'reused-id') {
        const key = messageKey(story);
        const content = contentDigest(story.envelope);
        const isNew = await this.inbox.record(key, story.consumer, 'parked', content);
        if (!isNew && (await this.inbox.find(key, story.consumer))?.outcome === 'handled') {
          if (story.redrive) await this.settleHandled(story.redrive.letter, 'it had been handled already');
          return undefined;
        }
      }
      return this.park(story);
    });
  }

  /** The message that was sent round again has been handled: as part of the current unit of work, or by itself. */
  async settleHandled(letter: string, remark?: string): Promise<void> {
    await settle(this.unitOfWork.manager, [letter], remark);
  }

  /** Whether its consumer has parked an event of the same id that says something else. */
  async knowsOtherwise(consumer: string, envelope: EventEnvelope): Promise<boolean> {
    const key = inboxKey(envelope);
    const rows: { body: Buffer }[] = await this.unitOfWork.manager.query(BODY_UNDER_KEY, [consumer, key]);
    return rows.some(({ body }) => !saysTheSame(body, envelope));
  }

  /** The newest first. `limit` is 100 and `offset` 0 when not given. */
  find(filter: DeadLetterFilter = {}, page: { limit?: number; offset?: number } = {}): Promise<DeadLetter[]> {
    const parameters = [...filterParameters(filter), page.limit ?? 100, page.offset ?? 0];
    return this.unitOfWork.manager.query(FIND, parameters);
  }

  async count(filter: DeadLetterFilter = {}): Promise<number> {
    const rows: { count: number }[] = await this.unitOfWork.manager.query(COUNT, filterParameters(filter));
    return rows[0]?.count ?? 0;
  }

  /** The message's body, byte for byte as it arrived; undefined when there is no such dead letter. */
  async bodyOf(id: string): Promise<Buffer | undefined> {
    const rows: { body: Buffer }[] = await this.unitOfWork.manager.query(BODY, [id]);
    return rows[0]?.body;
  }

  private async ownKey(story: ParkingStory): Promise<string> {
    const { consumer, envelope } = story;
    const isAnother =
      story.reason === 'reused-id' || (envelope && (await this.knowsOtherwise(consumer, envelope)));
    return isAnother ? keyBesideAnother(story) : messageKey(story);
  }

  /**
   * Undefined when there is no such letter (any more): then the message is one like any other. Without an id when its letter is
   * settled, or parked again, already.
   */
  private async parkAgain(story: ParkingStory): Promise<{ id?: string } | undefined> {
    const { letter = '', drive = null } = story.redrive ?? {};
    const columns = columnsOf(story);
    const { manager } = this.unitOfWork;
    const rows: { id: string }[] = await manager.query(PARK_AGAIN, [
      letter,
      drive,
      columns.attempts,
      failureInALine(columns),
      ...PARK_AGAIN_COLUMNS.map((column) => columns[column]),
    ]);
    if (rows[0]) return rows[0];
    const known: unknown[] = await manager.query(EXISTS, [letter]);
    return known.length > 0 ? {} : undefined;
  }
}
