/**
 * What the server says of itself and of this connection, in one row. Of sessions of other roles it shows whose they are, and not since when they
 * have a transaction: those of this role are the service's.
 */
export const SERVER = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int as "versionNumber",
         current_user as role, pg_is_in_recovery() as "isReplica",
         (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs",
         current_setting('max_connections')::int as "maxConnections",
         (select count(*)::int from pg_stat_activity where datid is not null and usesysid is not null) as connections,
         (select max(extract(epoch from clock_timestamp() - xact_start))::float8 from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()) as "longestTransactionSeconds"`;

/** Rights that this role lacks on tables, sequences and functions which the service works with, at most a few; of functions last. */
export const MISSING_RIGHTS = `
  with wanted as (
    select c.oid, n.oid as schema_id, format('%I.%I', n.nspname, c.relname) as "table", wanted_right,
           c.relkind = 'S' as is_sequence
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join unnest(case when c.relkind = 'S' then array['SELECT', 'USAGE']
                            when c.relname in ('migrations', 'typeorm_metadata') then array['SELECT']
                            else array['DELETE', 'INSERT', 'SELECT', 'UPDATE'] end) as wanted_right
     where n.nspname in ('eventing', 'public') and c.relkind in ('r', 'p', 'S') and not c.relispartition
  )
  (select "table", string_agg(wanted_right, ', ' order by wanted_right) as rights
     from wanted
    where not has_schema_privilege(schema_id, 'USAGE')
       or case when is_sequence then not has_sequence_privilege(oid, wanted_right)
               else not has_table_privilege(oid, wanted_right) end
    group by 1 order by 1 limit 20)
  union all
  (select p.oid::regprocedure::text, 'EXECUTE'
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'eventing' and not has_function_privilege(p.oid, 'EXECUTE') order by 1)`;

/**
 * More than a service needs, by its role: what that is (session_user: who logged in), what it owns and where it may create. And who could
 * listen in on the connection: nobody where it is encrypted, or does not leave the machine (no address: a socket of this machine).
 */
export const ROLE_AND_LINE = `
  select session_user as role, me.rolsuper as "isSuperuser", me.rolbypassrls as "passesRowSecurity",
         (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p')
             and pg_has_role(c.relowner, 'usage')) as "ownTables",
         (select coalesce(array_agg(nspname::text order by nspname), '{}') from pg_namespace
           where nspname !~ '^pg_' and nspname <> 'information_schema' and has_schema_privilege(oid, 'create')) as "mayCreateIn",
         coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted",
         coalesce(host(inet_server_addr()) <> host(inet_client_addr()), false) as "isElsewhere"
    from pg_roles me where me.rolname = session_user`;
