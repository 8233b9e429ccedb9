import { OPEN, type DeadLetterFilter } from './dead-letter';

/** What an index can find. For `letter`; its parameters come first, see {@link filterParameters}. */
export const MATCHING = `
  letter.status = any($1::text[])
  and ($2::text is null or letter.consumer = $2)
  and ($3::text is null or letter.type = $3)
  and ($4::text is null or letter.reason = $4)
  and ($5::text is null or letter.correlation_id = $5)
  and ($6::text is null or letter.event_id = $6 or letter.id = $7::uuid)
  and ($8::text is null or letter.partition_key = $8)
  and ($9::text is null or letter.fault = $9)
  and ($10::timestamptz is null or letter.parked_at >= $10)
  and ($11::timestamptz is null or letter.parked_at < $11)`;

/** What has to be looked for in the rows: the body of each is read. */
export const CONTAINING = `
  ($12::text is null
    or letter.error_name ilike $12 or letter.error_message ilike $12 or letter.event_id ilike $12
    or position($13::bytea in letter.body) > 0)`;

/** How many parameters {@link MATCHING} and {@link CONTAINING} take. */
export const FILTER_PARAMETERS = 13;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A filter as parameters. PostgreSQL plans with their values: what is null costs nothing, and an index serves the rest. */
export function filterParameters(filter: DeadLetterFilter): unknown[] {
  const text = filter.text?.replaceAll('\u0000', '') || undefined;
  return [
    filter.status ?? OPEN,
    filter.consumer,
    filter.type,
    filter.reason,
    filter.correlationId,
    filter.id,
    filter.id !== undefined && UUID.test(filter.id) ? filter.id : undefined,
    filter.partitionKey,
    filter.fault,
    filter.since,
    filter.until,
    text && `%${text.replace(/[\\%_]/g, '\\$&')}%`,
    text && Buffer.from(text),
  ].map((value) => value ?? null);
}

/** The columns of a `DeadLetter`, of `letter`. */
export const SUMMARY = `
  letter.id, letter.status, letter.reason, letter.consumer, letter.queue, letter.exchange,
  letter.routing_key as "routingKey", letter.event_id as "eventId", letter.type, letter.source,
  letter.correlation_id as "correlationId", letter.partition_key as "partitionKey",
  letter.sequence::float8 as sequence, letter.error_name as "errorName", letter.error_message as "errorMessage",
  letter.error_stack as "errorStack", letter.fault, letter.attempts, letter.first_failed_at as "firstFailedAt",
  letter.last_failed_at as "lastFailedAt", letter.parked_at as "parkedAt", letter.drive as drives, letter.target,
  letter.problem, letter.settled_at as "settledAt", letter.headers, length(letter.body) as "bodySize"`;
