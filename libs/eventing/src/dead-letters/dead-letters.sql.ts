const STORED = [
  'id',
  'consumer',
  'message_key',
  'reason',
  'queue',
  'exchange',
  'routing_key',
  'event_id',
  'type',
  'source',
  'correlation_id',
  'partition_key',
  'sequence',
  'error_name',
  'error_message',
  'error_stack',
  'attempts',
  'first_failed_at',
  'headers',
  'body',
];

/** In the order of the parameters of {@link PARK}. */
export const PARK_COLUMNS: readonly string[] = STORED;

const RETOLD = STORED.filter(
  (column) => !['id', 'consumer', 'message_key', 'first_failed_at'].includes(column),
);

/** Parked once more, the same message keeps its row, its id and its first failure; the rest is told anew. */
export const PARK = `
  insert into eventing.dead_letters as letter (${STORED.join(', ')}, last_failed_at)
  values (${STORED.map((_, index) => `$${index + 1}`).join(', ')}, now())
  on conflict (consumer, message_key) do update set
    ${RETOLD.map((column) => `${column} = excluded.${column}`).join(', ')},
    status = 'parked',
    first_failed_at = least(letter.first_failed_at, excluded.first_failed_at),
    last_failed_at = excluded.last_failed_at,
    parked_at = now()
  returning id`;

/** The filter's parameters come first, in this order: consumer, type, reason, correlation id, text as a pattern, text as bytes. */
const MATCHING = `
  from eventing.dead_letters
  where ($1::text is null or consumer = $1)
    and ($2::text is null or type = $2)
    and ($3::text is null or reason = $3)
    and ($4::text is null or correlation_id = $4)
    and ($5::text is null
      or error_name ilike $5 or error_message ilike $5 or event_id ilike $5 or position($6::bytea in body) > 0)`;

const SUMMARY = `
  id, status, reason, consumer, queue, exchange, routing_key as "routingKey", event_id as "eventId", type, source,
  correlation_id as "correlationId", partition_key as "partitionKey", sequence::float8 as sequence,
  error_name as "errorName", error_message as "errorMessage", error_stack as "errorStack", attempts,
  first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt", parked_at as "parkedAt", headers,
  length(body) as "bodySize"`;

export const FIND = `select ${SUMMARY} ${MATCHING} order by parked_at desc, id desc limit $7 offset $8`;

export const COUNT = `select count(*)::int as count ${MATCHING}`;

export const BODY = 'select body from eventing.dead_letters where id = $1';
