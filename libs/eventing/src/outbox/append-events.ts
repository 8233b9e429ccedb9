import type { EntityManager } from 'typeorm';
import type { PendingEvent } from './pending-event';
import { APPEND } from './sql/append.sql';

/**
 * Numbers events and stores them in the outbox, in the transaction of `manager`; see {@link APPEND}. Each then knows the
 * sequence of the last event of its stream.
 */
export async function appendEvents(events: PendingEvent[], manager: EntityManager): Promise<void> {
  const readable = events.find(({ unsealed }) => unsealed);
  if (readable) throw new Error(`${readable.type} would be stored with personal data that anybody can read.`);
  type Row = { partition_key: string; sequence: string };
  const rows: Row[] = await manager.query(APPEND, [
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.partitionKey),
    countFollowers(events),
    events.map((event) => event.correlationId),
    events.map((event) => event.bodyStart),
  ]);
  const last = new Map<string, number>();
  for (const { partition_key: key, sequence } of rows)
    last.set(key, Math.max(last.get(key) ?? 0, Number(sequence)));
  for (const event of events) event.sequence = last.get(event.partitionKey);
}

/** For each event, how many later ones have the same partition key. */
function countFollowers(events: PendingEvent[]): number[] {
  const seen = new Map<string, number>();
  return events
    .map(({ partitionKey }) => partitionKey)
    .reverse()
    .map((key) => {
      const followers = seen.get(key) ?? 0;
      seen.set(key, followers + 1);
      return followers;
    })
    .reverse();
}
