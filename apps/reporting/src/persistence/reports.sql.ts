// What the reports ask. In all of them $1 and $2 are the first and the last day, both included, and $3 is their time zone.

/** Not `$1::date at time zone`: that would take the day for one of the session's time zone. */
const FROM = `$1::date::timestamp at time zone $3::text`;
const UNTIL = `($2::date + 1)::timestamp at time zone $3::text`;

const dayOf = (moment: string) => `to_char(${moment} at time zone $3::text, 'YYYY-MM-DD')`;

export const SALES = `
  select ${dayOf('f.confirmed_at')} as day, l."productId",
         (array_agg(l.name order by f.confirmed_at desc, f.id desc))[1] as name,
         sum(l.quantity)::text as quantity,
         sum(l.quantity * (l."unitPrice" ->> 'amount')::numeric)::text as amount,
         upper(l."unitPrice" ->> 'currency') as currency
    from order_facts f
   cross join jsonb_to_recordset(f.lines)
         as l("productId" uuid, name text, quantity numeric, "unitPrice" jsonb)
   where f.confirmed_at >= ${FROM} and f.confirmed_at < ${UNTIL}
   group by day, l."productId", upper(l."unitPrice" ->> 'currency')
   order by day, l."productId", currency`;

export const OUTCOMES = `
  select ${dayOf('placed_at')} as day,
         count(*)::int as placed,
         count(*) filter (where status = 'confirmed')::int as confirmed,
         count(*) filter (where status = 'rejected')::int as rejected,
         count(*) filter (where status = 'cancelled')::int as cancelled,
         count(*) filter (where status = 'open')::int as open
    from order_facts where placed_at >= ${FROM} and placed_at < ${UNTIL}
   group by 1 order by 1`;

export const CAUSES = `
  select cause, count(*)::int as count
    from order_facts where placed_at >= ${FROM} and placed_at < ${UNTIL} and status = 'cancelled'
   group by cause order by count desc, cause`;

/** Reasons are sentences for people that name products and numbers; without those, the same reason is the same sentence. */
export const REASONS = `
  select regexp_replace(
           regexp_replace(reason, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|"[^"]*"', '…', 'gi'),
           '[0-9]+', '…', 'g') as reason,
         count(*)::int as count
    from order_facts where placed_at >= ${FROM} and placed_at < ${UNTIL} and status = 'rejected'
   group by 1 order by count desc, 1 limit 20`;

const listOf = (rows: string) => `coalesce((select json_agg(row_to_json(r)) from (${rows}) r), '[]')`;

export const COUNTED_ORDERS = `
  select ${listOf(OUTCOMES)} as outcomes, ${listOf(CAUSES)} as causes, ${listOf(REASONS)} as reasons`;

/** All of it in one statement: no event can come between two halves of a report. */
export const EVERYTHING = `
  select statement_timestamp() as "asOf", ${listOf(SALES)} as sales, o.* from (${COUNTED_ORDERS}) o`;
