/** What the server says of itself and of this connection, in one row. */
export const SERVER = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int as "versionNumber",
         current_user as role, pg_is_in_recovery() as "isReplica",
         (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs",
         current_setting('max_connections')::int as "maxConnections",
         (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
         (select max(extract(epoch from clock_timestamp() - xact_start))::float8 from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()) as "longestTransactionSeconds"`;

/** Rights that this role lacks on tables and sequences which the service works with, at most a few. */
export const MISSING_RIGHTS = `
  with wanted as (
    select c.oid, n.oid as schema_id, format('%I.%I', n.nspname, c.relname) as "table", wanted_right,
           c.relkind = 'S' as is_sequence
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join unnest(case when c.relkind = 'S' then array['SELECT', 'USAGE']
                            else array['DELETE', 'INSERT', 'SELECT', 'UPDATE'] end) as wanted_right
     where n.nspname in ('eventing', 'public') and c.relkind in ('r', 'p', 'S') and not c.relispartition
  )
  select "table", string_agg(wanted_right, ', ' order by wanted_right) as rights
    from wanted
   where not has_schema_privilege(schema_id, 'USAGE')
      or case when is_sequence then not has_sequence_privilege(oid, wanted_right)
              else not has_table_privilege(oid, wanted_right) end
   group by 1 order by 1 limit 20`;
