/**
 * Numbers the events and stores them, in one round trip. Arrays, one element an event, in publish order: id, type,
 * partition key, how many later events of the same key are in this statement, correlation id, body up to its sequence.
 *
 * An event gets its position only when its stream's row has been locked: each row to insert takes its sequence from
 * that stream's upsert, so it cannot exist before. The next writer of a stream therefore takes its positions after
 * this transaction has ended, and within a stream the order of positions is the order of commits. The streams are
 * locked in sorted order, lest two writers wait for each other. Gives back the sequence of each event.
 */
export const APPEND = `
  with event as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[])
      with ordinality as e(event_id, type, partition_key, followers, correlation_id, body_start, place)
  ), stream as (
    insert into eventing.outbox_stream as s (partition_key, last_sequence)
    select partition_key, count(*) from event group by partition_key order by partition_key collate "C"
    on conflict (partition_key) do update set last_sequence = s.last_sequence + excluded.last_sequence
    returning s.partition_key, s.last_sequence
  )
  insert into eventing.outbox (event_id, type, partition_key, sequence, correlation_id, body)
  select e.event_id, e.type, e.partition_key, s.last_sequence - e.followers, e.correlation_id,
         e.body_start || (s.last_sequence - e.followers) || '}'
  from event e join stream s on s.partition_key = e.partition_key
  order by e.place
  returning partition_key, sequence::text as sequence`;

/** The sequence of the last event of a stream. $1: partition key. */
export const LAST_SEQUENCE = `
  select last_sequence::text as sequence from eventing.outbox_stream where partition_key = $1`;
