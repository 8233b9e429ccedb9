/**
 * What the relay's reasoning rests on, in one row. The sequence is read after the snapshot was taken, so positions that
 * are taken meanwhile can only make it larger than the highest one seen.
 */
export const SOUNDNESS = `
  select pg_is_in_recovery() as "isReplica",
         row_security_active('eventing.outbox') as "rowsAreHidden",
         (select seqcache from pg_sequence where seqrelid = 'eventing.outbox_position'::regclass) as "cachedPositions",
         (select seqincrement from pg_sequence where seqrelid = 'eventing.outbox_position'::regclass) as "increment",
         (select seqcycle from pg_sequence where seqrelid = 'eventing.outbox_position'::regclass) as "cycles",
         exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                  where t.tgrelid = 'eventing.outbox'::regclass and t.tgname = 'take_transaction_id'
                    and t.tgenabled = 'A' and t.tgtype = 6 and p.prosrc like '%pg_current_xact_id()%') as "takesTransactionIdFirst",
         greatest((select max(position) from eventing.outbox),
                  (select last_position from eventing.relay_checkpoint order by id desc limit 1)) as "highestPosition",
         (select last_value from eventing.outbox_position) as "lastTakenPosition"`;
