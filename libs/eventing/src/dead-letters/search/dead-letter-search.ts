import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventingError } from '../../message/errors';
import type { DeadLetter, DeadLetterFilter } from '../dead-letter';
import { filterParameters, SUMMARY } from '../filter.sql';
import { WAITS_FOR } from '../redrive/line.sql';
import {
  readableBody,
  type DeadLetterDetails,
  type DeadLetterEvent,
  type DeadLetterGroup,
  type DeadLetterPage,
} from './dead-letter-details';
import { GROUPS, HISTORY, SEARCH } from './search.sql';

/** A cursor that did not come from `DeadLetterSearch.page`. */
export class UnknownCursorError extends EventingError {}

/** There is no dead letter with this id in this service. */
export class UnknownDeadLetterError extends EventingError {}

/** So many letters a search for text looks through at a time: a fraction of a second's worth. */
const LOOKED_THROUGH = 20_000;
const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** How many letters were looked at, and the cursor of the last of them. */
interface Looked {
  lookedAt: number;
  endOfLook: string;
}

type Found = DeadLetter & { cursor: string };

const ONE = `
  select ${SUMMARY}, letter.body, ${WAITS_FOR('letter')} as "waitsFor" from eventing.dead_letters letter where letter.id = $1`;

/**
 * Finds dead letters. Made for a million of them: a page is found by an index, wherever it begins.
 *
 * @example
 * ```ts
 * const [worst] = await search.groups();
 * const { letters, next } = await search.page({ consumer: worst.consumer, fault: worst.fault });
 * const { envelope, errorStack, history } = await search.show(letters[0].id);
 * ```
 */
@Injectable()
export class DeadLetterSearch {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The newest first, without those that are handled or discarded unless the filter asks for them.
   *
   * @param page `size` is 50 when not given, and 1 000 at most; `after` is `next` of the page before.
   * @throws UnknownCursorError
   */
  async page(
    filter: DeadLetterFilter = {},
    { size = 50, after }: { size?: number; after?: string } = {},
  ): Promise<DeadLetterPage> {
    const limit = Math.min(Math.max(Math.trunc(size), 1), 1_000);
    const looked = filter.text ? Math.max(LOOKED_THROUGH, limit) : limit;
    const parameters = [...filterParameters(filter), ...positionOf(after), looked, limit];
    const rows: (Looked & Found)[] = await this.dataSource.query(SEARCH, parameters);
    const found = rows.filter(({ id }) => id !== null);
    const letters = found.map(
      ({ cursor: _cursor, lookedAt: _lookedAt, endOfLook: _endOfLook, ...letter }) => letter,
    );
    if (letters.length === limit) return { letters, next: found.at(-1)?.cursor };
    const end = rows[0];
    const goesOn = filter.text !== undefined && end?.lookedAt === looked;
    return { letters, next: goesOn ? end.endOfLook : undefined };
  }

  /**
   * Groups of letters that failed for one reason at one place, the largest first. What differs from message to message
   * (numbers, ids, times) does not make another group.
   *
   * @param most default 50.
   */
  groups(filter: DeadLetterFilter = {}, most = 50): Promise<DeadLetterGroup[]> {
    return this.dataSource.query(GROUPS, [...filterParameters(filter), most]);
  }

  /**
   * One with its envelope, stack and history.
   *
   * @param options `confidential: true` shows the data of a confidential event, too.
   * @throws UnknownDeadLetterError
   */
  async show(id: string, { confidential = false } = {}): Promise<DeadLetterDetails> {
    type Row = DeadLetter & { body: Buffer; waitsFor: string | null };
    const rows: Row[] = isUuid(id) ? await this.dataSource.query(ONE, [id]) : [];
    if (!rows[0]) throw new UnknownDeadLetterError(`There is no dead letter ${id} in this service.`);
    const { body, ...letter } = rows[0];
    const history: DeadLetterEvent[] = await this.dataSource.query(HISTORY, [id]);
    return { ...letter, ...readableBody(body, confidential), history };
  }
}

function positionOf(cursor: string | undefined): [string | null, string | null] {
  if (cursor === undefined) return [null, null];
  const [, parkedAt, id] = CURSOR.exec(cursor) ?? [];
  if (parkedAt && id) return [parkedAt, id];
  throw new UnknownCursorError(`"${cursor}" is no place in a search. Pass the "next" of the page before.`);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
