/** How many aggregates each projection follows by now, counted up to a bound. $1: projections, $2: how many to count at most. */
export const COUNT_STREAMS = `
  select projection, streams
    from unnest($1::text[]) as asked(projection)
   cross join lateral (
     select count(*)::int as streams
       from (select from eventing.projection_gate as gate where gate.projection = asked.projection limit $2) as counted
   ) as each`;
