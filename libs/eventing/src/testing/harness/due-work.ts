/** One statement on a service's database. */
type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** The time-outs that are due and not handled. Those that were parked are told as dead letters. */
const TIMEOUTS = `
  select saga, key, name, sends from eventing.saga_timeouts t
  where due_at <= clock_timestamp() and not exists (
    select from eventing.dead_letters letter
    where letter.consumer = t.saga collate "default" and letter.message_key = t.id::text
  )
  order by due_at`;

/** The scheduled events that are due and not published: those that are still to be, or those that were given up. */
const EVENTS = `
  select id, type, problem from eventing.scheduled_events
  where due_at <= clock_timestamp() and state = $1 order by due_at`;

interface DueEvent {
  id: string;
  type: string;
  problem: string | null;
}

/** What was to happen at a time that has come, and has not happened yet: a line each. */
export async function dueWork(query: Query): Promise<string[]> {
  const timeouts = await query<{ saga: string; key: string; name: string; sends: number }>(TIMEOUTS);
  const events = await query<DueEvent>(EVENTS, ['waiting']);
  return [
    ...timeouts.map(
      ({ saga, key, name, sends }) =>
        `the time-out "${name}" of ${saga} ${key} is due, and ${sends > 0 ? 'was sent, but is not handled' : 'not sent'} yet`,
    ),
    ...events.map(
      ({ id, type, problem }) =>
        `the scheduled event ${id} (${type}) is due, and not published yet${problem === null ? '' : `: ${problem}`}`,
    ),
  ];
}

/** Scheduled events that could not be published at their time: a line each. */
export async function givenUp(query: Query): Promise<string[]> {
  const events = await query<DueEvent>(EVENTS, ['failed']);
  return events.map(
    ({ id, type, problem }) => `gave up to publish the scheduled event ${id} (${type}): ${problem}`,
  );
}
