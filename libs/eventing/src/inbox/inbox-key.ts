import { createHash } from 'node:crypto';
import type { EventEnvelope } from '../message/envelope';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * The UUID by which the inbox knows an event: its id where that is a UUIDv7, else one derived from its source and id
 * (CloudEvents calls an event unique by both).
 *
 * The inbox is partitioned by the time in a UUIDv7. An id of another kind must not land in such a partition by
 * chance, or it would be forgotten with it, perhaps right away. So the derived UUID (version 8) begins with a one bit,
 * which a UUIDv7 has not before the year 6429.
 */
export function inboxKey({ id, source }: Pick<EventEnvelope, 'id' | 'source'>): string {
  return UUID_V7.test(id) ? id.toLowerCase() : derivedUuid(`${source}\n${id}`);
}

function derivedUuid(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
