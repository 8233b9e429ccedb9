import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Inbox } from '../inbox/inbox';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import type { DeadLetter, DeadLetterFilter } from './dead-letter';
import { BODY, COUNT, FIND, PARK, PARK_COLUMNS } from './dead-letters.sql';
import { columnsOf, messageKey, type ParkingStory } from './parking-story';

/**
 * The messages that could not be dealt with, each with its story: who could not deal with it, why, how often it was
 * tried. Nothing is thrown away: a message is in its queue, handled, or here.
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
   * before keeps its row and gets the new story.
   *
   * @returns the dead letter's id.
   */
  async park(story: ParkingStory): Promise<string> {
    const columns: Record<string, unknown> = { id: uuidv7(), ...columnsOf(story) };
    const rows: { id: string }[] = await this.unitOfWork.manager.query(
      PARK,
      PARK_COLUMNS.map((column) => columns[column]),
    );
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
      if (story.envelope) {
        const key = messageKey(story);
        const isNew = await this.inbox.record(key, story.consumer, 'parked');
        if (!isNew && (await this.inbox.outcomeOf(key, story.consumer)) === 'handled') return undefined;
      }
      return this.park(story);
    });
  }

  /** The newest first. `limit` is 100 and `offset` 0 when not given. */
  find(filter: DeadLetterFilter = {}, page: { limit?: number; offset?: number } = {}): Promise<DeadLetter[]> {
    return this.unitOfWork.manager.query(FIND, [...parameters(filter), page.limit ?? 100, page.offset ?? 0]);
  }

  async count(filter: DeadLetterFilter = {}): Promise<number> {
    const rows: { count: number }[] = await this.unitOfWork.manager.query(COUNT, parameters(filter));
    return rows[0]?.count ?? 0;
  }

  /** The message's body, byte for byte as it arrived; undefined when there is no such dead letter. */
  async bodyOf(id: string): Promise<Buffer | undefined> {
    const rows: { body: Buffer }[] = await this.unitOfWork.manager.query(BODY, [id]);
    return rows[0]?.body;
  }
}

function parameters({ consumer, type, reason, correlationId, text }: DeadLetterFilter): unknown[] {
  const clean = text?.replaceAll('\u0000', '') || undefined;
  const pattern = clean && `%${clean.replace(/[\\%_]/g, '\\$&')}%`;
  return [consumer, type, reason, correlationId, pattern, clean && Buffer.from(clean)].map(
    (value) => value ?? null,
  );
}
