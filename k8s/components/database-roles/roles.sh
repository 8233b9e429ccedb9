#!/bin/sh
# From the code, by `npm run docs`; `npm run check` compares. Nothing here is written by hand.
#
# Gives each service a database, a role that it runs as and a role that owns its tables and migrates them, and changes them where they are
# others. Run it where psql reaches the server as a superuser (PGHOST, PGUSER, … say where and who), with a folder that holds a file for
# each role, named like the role and with the password in it (a mounted secret, say); without a folder where roles log in by certificate:
#
#   docker/postgres/roles.sh /run/secrets/postgres
#
# Roles that are there get that password. In a database that is there everything becomes the migrating role's, and the service's role is
# granted what it needs, in one transaction: a service that runs goes on.
set -eu

passwords=${1:-}
with_passwords=$([ -n "$passwords" ] && echo true || echo false)

has_password() {
  [ -z "$passwords" ] || [ -s "$passwords/$1" ] || { echo "There is no password for $1: $passwords/$1 is missing or empty." >&2; exit 1; }
}

# Passwords are read by psql itself, from their files: arguments and the environment are seen by others.
run_psql() {
  PASSWORDS="$passwords" RUNTIME="$2" MIGRATOR="$3" psql -X -q -A -t -d "$1" -v ON_ERROR_STOP=1 \
    -v database="$4" -v runtime="$2" -v migrator="$3" -v with_passwords="$with_passwords" >/dev/null
}

make_roles() {
  run_psql "${PGDATABASE:-postgres}" "$2" "$3" "$1" <<'END'
\set VERBOSITY terse
set client_min_messages = warning;
-- Not even where all statements are logged may a password be among them.
select set_config(name, value, false)
  from (values ('log_statement', 'none'), ('log_duration', 'off'), ('log_min_duration_statement', '-1'),
               ('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'), ('log_min_error_statement', 'panic'),
               ('pg_stat_statements.track_utility', 'off')) as quiet(name, value)
 where current_setting('is_superuser') = 'on';
set password_encryption = 'scram-sha-256';

select format('create role %I', role) from unnest(array[:'runtime', :'migrator']) as role
 where not exists (select from pg_roles where rolname = role) \gexec
alter role :"runtime" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role :"migrator" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;

\if :with_passwords
\set password `tr -d '\r\n' <"$PASSWORDS/$RUNTIME"`
alter role :"runtime" password :'password';
\set password `tr -d '\r\n' <"$PASSWORDS/$MIGRATOR"`
alter role :"migrator" password :'password';
\unset password
\endif

select format('create database %I owner %I', :'database', :'migrator')
 where not exists (select from pg_database where datname = :'database') \gexec
alter database :"database" owner to :"migrator";
revoke all on database :"database" from public;
revoke create, temporary on database :"database" from :"runtime";
grant connect on database :"database" to :"runtime";
END
}

give_rights() {
  run_psql "$1" "$2" "$3" "$1" <<'END'
set client_min_messages = warning;
begin;
-- Rather than make a service wait that works meanwhile; then this is run again.
set local lock_timeout = '5s';
select format('alter schema %I owner to %I', n.nspname, :'migrator'::name)
  from pg_namespace n
 where n.nspowner <> (select oid from pg_roles where rolname = :'migrator')
   and n.oid in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
   and not exists (select from pg_depend d
                    where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')
union all
select format('alter %s %s owner to %I', case c.relkind when 'S' then 'sequence' when 'v' then 'view'
                when 'm' then 'materialized view' when 'f' then 'foreign table' when 'c' then 'type' else 'table' end,
              c.oid::regclass, :'migrator'::name)
  from pg_class c
 where c.relowner <> (select oid from pg_roles where rolname = :'migrator') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
   and c.relnamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
   and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                      and c.relkind = 'S' and d.deptype in ('a', 'i'))
   and not exists (select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
union all
select format('alter routine %s owner to %I', p.oid::regprocedure, :'migrator'::name)
  from pg_proc p
 where p.proowner <> (select oid from pg_roles where rolname = :'migrator')
   and p.pronamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
   and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
union all
select format('alter type %s owner to %I', t.oid::regtype, :'migrator'::name)
  from pg_type t
 where t.typowner <> (select oid from pg_roles where rolname = :'migrator') and t.typtype in ('d', 'e', 'r')
   and t.typnamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
   and not exists (select from pg_depend d
                    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e') \gexec
select format('revoke create on schema %I from public, %I', nspname, :'runtime') from pg_namespace
 where nspname !~ '^pg_' and nspname <> 'information_schema' \gexec
with own_schemas as (
    select oid, nspname as name from pg_namespace
     where nspname !~ '^pg_' and nspname <> 'information_schema' and pg_has_role(:'migrator'::name, nspowner, 'usage')
  ), relations as (
    select c.oid, c.relkind = 'S' as is_sequence, format('%I.%I', s.name, c.relname) as name,
           case when c.relkind = 'S' then array['usage', 'select']
                when c.relname in ('migrations', 'typeorm_metadata') then array['select']
                else array['select', 'insert', 'update', 'delete'] end as wanted,
           case when c.relkind = 'S' then 'update'
                when c.relname in ('migrations', 'typeorm_metadata') then 'insert, update, delete, truncate, references, trigger'
                else 'truncate, references, trigger' end as unwanted
      from pg_class c join own_schemas s on s.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and pg_has_role(:'migrator'::name, c.relowner, 'usage')
       and (not c.relispartition or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
  )
  select format('grant usage on schema %I to %I', name, :'runtime'::name) as statement
    from own_schemas where not has_schema_privilege(:'runtime'::name, oid, 'usage')
  union all
  select format('grant %s on %s %s to %I', array_to_string(wanted, ', '),
                case when is_sequence then 'sequence' else 'table' end, name, :'runtime'::name)
    from relations
   where exists (select from unnest(wanted) as one(wanted_right)
                  where not case when is_sequence then has_sequence_privilege(:'runtime'::name, oid, wanted_right)
                                 else has_table_privilege(:'runtime'::name, oid, wanted_right) end)
  union all
  select format('revoke %s on %s %s from %I', unwanted,
                case when is_sequence then 'sequence' else 'table' end, name, :'runtime'::name)
    from relations
   where case when is_sequence then has_sequence_privilege(:'runtime'::name, oid, unwanted)
              else has_table_privilege(:'runtime'::name, oid, unwanted) end
  union all
  select format('grant execute on routine %s to %I', p.oid::regprocedure, :'runtime'::name)
    from pg_proc p join own_schemas s on s.oid = p.pronamespace
   where pg_has_role(:'migrator'::name, p.proowner, 'usage') and not has_function_privilege(:'runtime'::name, p.oid, 'execute')
  union all
  select format('alter default privileges for role %I in schema %I grant %s to %I', :'migrator'::name, name, later, :'runtime'::name)
    from own_schemas, unnest(array['select, insert, update, delete on tables', 'usage, select on sequences',
                                   'execute on routines']) as later \gexec
commit;
END
}

# database, the role that runs, the role that migrates
service() {
  has_password "$2"
  has_password "$3"
  make_roles "$@"
  give_rights "$@"
  echo "$1: $2 runs, $3 migrates"
}

service 'catalog' 'catalog' 'catalog_migrator'
service 'inventory' 'inventory' 'inventory_migrator'
service 'notifications' 'notifications' 'notifications_migrator'
service 'orders' 'orders' 'orders_migrator'
service 'payments' 'payments' 'payments_migrator'
service 'reporting' 'reporting' 'reporting_migrator'
service 'users' 'users' 'users_migrator'
