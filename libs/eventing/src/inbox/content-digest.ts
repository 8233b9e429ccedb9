import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { EventEnvelope } from '../message/envelope';

/**
 * What an event says, as 16 bytes: two events of one id that differ in this are not the same event. When it was said and in
 * which trace may differ, and the order of fields: what is sent again is not always the same bytes.
 */
export function contentDigest({
  type,
  subject,
  data,
}: Pick<EventEnvelope, 'type' | 'subject' | 'data'>): Buffer {
  return createHash('sha256')
    .update(asText([type, subject, data]))
    .digest()
    .subarray(0, 16);
}

/** A stranger's data may be nested more deeply than any stack: then their depth is all that is told apart by. */
function asText(content: unknown[]): string {
  try {
    return stringify(content) ?? '';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `too deep: ${String(content[0])} ${String(content[1])}`;
  }
}
