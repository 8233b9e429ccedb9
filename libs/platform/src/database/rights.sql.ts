/** Tables that tell which migrations were run: only who migrates writes them. */
const KEPT_BY_MIGRATIONS = `('migrations', 'typeorm_metadata')`;

/**
 * The statements that give the role $1 what a service needs to run, in all schemas that the role $2 owns, and take from it what it
 * does not; for what is there, as far as it lacks it, and for what $2 makes later.
 *
 * Partitions get none, but for the default ones: they come and go while this looks, and are read and written by way of their table.
 *
 * tools/docs/database hands the same text to psql.
 */
export const STATEMENTS_OF_RIGHTS = `
  with own_schemas as (
    select oid, nspname as name from pg_namespace
     where nspname !~ '^pg_' and nspname <> 'information_schema' and pg_has_role($2::name, nspowner, 'usage')
  ), relations as (
    select c.oid, c.relkind = 'S' as is_sequence, format('%I.%I', s.name, c.relname) as name,
           case when c.relkind = 'S' then array['usage', 'select']
                when c.relname in ${KEPT_BY_MIGRATIONS} then array['select']
                else array['select', 'insert', 'update', 'delete'] end as wanted,
           case when c.relkind = 'S' then 'update'
                when c.relname in ${KEPT_BY_MIGRATIONS} then 'insert, update, delete, truncate, references, trigger'
                else 'truncate, references, trigger' end as unwanted
      from pg_class c join own_schemas s on s.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and pg_has_role($2::name, c.relowner, 'usage')
       and (not c.relispartition or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
  )
  select format('grant usage on schema %I to %I', name, $1::name) as statement
    from own_schemas where not has_schema_privilege($1::name, oid, 'usage')
  union all
  select format('grant %s on %s %s to %I', array_to_string(wanted, ', '),
                case when is_sequence then 'sequence' else 'table' end, name, $1::name)
    from relations
   where exists (select from unnest(wanted) as one(wanted_right)
                  where not case when is_sequence then has_sequence_privilege($1::name, oid, wanted_right)
                                 else has_table_privilege($1::name, oid, wanted_right) end)
  union all
  select format('revoke %s on %s %s from %I', unwanted,
                case when is_sequence then 'sequence' else 'table' end, name, $1::name)
    from relations
   where case when is_sequence then has_sequence_privilege($1::name, oid, unwanted)
              else has_table_privilege($1::name, oid, unwanted) end
  union all
  select format('grant execute on routine %s to %I', p.oid::regprocedure, $1::name)
    from pg_proc p join own_schemas s on s.oid = p.pronamespace
   where pg_has_role($2::name, p.proowner, 'usage') and not has_function_privilege($1::name, p.oid, 'execute')
  union all
  select format('alter default privileges for role %I in schema %I grant %s to %I', $2::name, name, later, $1::name)
    from own_schemas, unnest(array['select, insert, update, delete on tables', 'usage, select on sequences',
                                   'execute on routines']) as later`;
