import { isDeepStrictEqual } from 'node:util';
import type { EventEnvelope } from '../message/envelope';

/**
 * Whether a body says what an event says. When it was said and in which trace may differ: what is sent again is not always the
 * same bytes.
 */
export function saysTheSame(body: Buffer, { type, subject, data }: EventEnvelope): boolean {
  try {
    const other = JSON.parse(body.toString()) as Partial<EventEnvelope>;
    return other.type === type && other.subject === subject && isDeepStrictEqual(other.data, data);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return false;
    throw error;
  }
}
