import { eventually } from '@warren/eventing/testing';
import type { Meddler } from './meddler';
import { SERVICES, type Name, type Shop } from './shop';

/** More than the longest wait before a further try that a story can run into. */
const QUIET_WITHIN_MS = 180_000;

const WORK = `
  with checkpoint as (select * from eventing.relay_checkpoint order by id desc limit 1)
  select (select count(*)::int from eventing.outbox
           where position > coalesce((select last_position from checkpoint), 0)
              or exists (select 1 from checkpoint, unnest(gap_lows, gap_highs) as gap(low, high)
                          where position between low and high)) as "events to be sent",
         (select count(*)::int from eventing.saga_timeouts where due_at <= now()) as "time-outs that are due",
         (select count(*)::int from eventing.scheduled_events where state = 'waiting' and due_at <= now())
           as "scheduled events that are due",
         (select count(*)::int from eventing.projection_held) as "events held by projections"`;

/** What else a service does by itself, later. */
const OWN_WORK: Partial<Record<Name, string>> = {
  notifications: `select count(*)::int as "mails to be sent" from notifications where status in ('pending', 'sending')`,
  payments: `select count(*) filter (where status = 'captured' and cancelled_at is null)::int as "payments to be settled",
                    count(*) filter (where due_at is not null)::int as "orders to ask the provider for something"
               from payments join payable_orders using (order_id)`,
};

interface Look {
  /** A line each, beginning with the service whose it is. */
  unfinished: string[];
  /** Changes when an event is written. */
  written: string;
}

async function lookAt(shop: Shop, name: Name): Promise<{ work: string[]; written: string }> {
  const [own] = [OWN_WORK[name]];
  const [[counts], [ownCounts], [last]] = await Promise.all([
    shop.rows<Record<string, number>>(name, WORK),
    own ? shop.rows<Record<string, number>>(name, own) : [{}],
    shop.rows<{ position: string | null }>(name, 'select max(position) as position from eventing.outbox'),
  ]);
  const open = Object.entries({ ...counts, ...ownCounts }).filter(([, count]) => count > 0);
  return {
    work: open.map(([what, count]) => `${name} has ${count} ${what}`),
    written: `${last?.position ?? 0}`,
  };
}

async function lookAround(shop: Shop): Promise<Look> {
  const looks = await Promise.all(SERVICES.map((name) => lookAt(shop, name)));
  return {
    unfinished: looks.flatMap(({ work }) => work),
    written: looks.map(({ written }) => written).join(),
  };
}

async function queues(shop: Shop, meddler?: Meddler): Promise<string[]> {
  const waiting = meddler?.inHand ?? 0;
  const lines = [...(await shop.messages())].map(
    ([queue, count]) => `${queue.replace(`${shop.namespace}.`, '')} has ${count} messages`,
  );
  return waiting > 0 ? [...lines, `the meddler has ${waiting} messages`] : lines;
}

/**
 * What is still to be done, a line each. Handlers commit before they acknowledge: with outboxes that are sent, then
 * queues that are empty, then outboxes in which nothing new has appeared, nothing can come any more.
 */
async function unfinished(
  shop: Shop,
  isOfInterest: (line: string) => boolean,
  meddler?: Meddler,
): Promise<string[]> {
  const before = await lookAround(shop);
  if (before.unfinished.some(isOfInterest)) return before.unfinished.filter(isOfInterest);
  const waiting = (await queues(shop, meddler)).filter(isOfInterest);
  if (waiting.length > 0) return waiting;
  const after = await lookAround(shop);
  return after.written === before.written
    ? after.unfinished.filter(isOfInterest)
    : ['events have just been written'];
}

/**
 * Waits until there is nothing left to do for anybody: what is not there by then never comes, and what is there twice
 * can be seen.
 *
 * @param but a service that may have work: then the others have done all that they can do without it
 * @throws Error saying who has what still to do.
 */
export async function untilQuiet(
  shop: Shop,
  { but, meddler }: { but?: Name; meddler?: Meddler } = {},
): Promise<void> {
  const isOfInterest = (line: string) => but === undefined || !new RegExp(`^${but}[ .]`).test(line);
  let last: string[] = [];
  let quietLooks = 0; // a message on its way from one queue to the next can be missed once
  await eventually(
    but ? `everybody to wait for ${but}` : 'the shop to be quiet',
    async () => {
      last = await unfinished(shop, isOfInterest, meddler);
      quietLooks = last.length === 0 ? quietLooks + 1 : 0;
      return quietLooks === 2;
    },
    QUIET_WITHIN_MS,
  ).catch((cause: unknown) => {
    throw new Error(`${String(cause)}:\n  ${last.join('\n  ')}`, { cause });
  });
}
