/**
 * For the transaction of a batch only. A replica that vanishes in the middle of it lets go of its gates. Plans are made for
 * the keys at hand: one made for an empty table is a bad one a minute later. And every statement looks its keys up in an
 * index, one by one, whatever the planner believes: of a table that was filled a moment ago, or that was updated a hundred
 * thousand times since anybody counted, it believes that reading all of it is cheaper.
 */
export const SETTINGS = `
  select set_config('idle_in_transaction_session_timeout', '30s', true),
         set_config('plan_cache_mode', 'force_custom_plan', true),
         set_config('enable_seqscan', 'off', true),
         set_config('enable_hashjoin', 'off', true),
         set_config('enable_mergejoin', 'off', true)`;
