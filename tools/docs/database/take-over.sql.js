/** Of what an extension has made it is the owner. @param {string} catalogue @param {string} oid */
const isOfNoExtension = (catalogue, oid) => `
   and not exists (select from pg_depend d
                    where d.classid = '${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

/** Schemas of the service: not those of the system. @param {string} oid */
const inOwnSchemas = (oid) => `
   and ${oid} in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')`;

/**
 * The statements that make the role $1 the owner of everything in the service's schemas. On a database in which one role did everything until
 * now, that takes its tables from it. Sequences of columns and indexes follow their tables.
 */
const STATEMENTS_OF_TAKE_OVER = `
select format('alter schema %I owner to %I', n.nspname, $1::name)
  from pg_namespace n
 where n.nspowner <> (select oid from pg_roles where rolname = $1) ${inOwnSchemas('n.oid')} ${isOfNoExtension('pg_namespace', 'n.oid')}
union all
select format('alter %s %s owner to %I', case c.relkind when 'S' then 'sequence' when 'v' then 'view'
                when 'm' then 'materialized view' when 'f' then 'foreign table' when 'c' then 'type' else 'table' end,
              c.oid::regclass, $1::name)
  from pg_class c
 where c.relowner <> (select oid from pg_roles where rolname = $1) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c') ${inOwnSchemas('c.relnamespace')}
   and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                      and c.relkind = 'S' and d.deptype in ('a', 'i')) ${isOfNoExtension('pg_class', 'c.oid')}
union all
select format('alter routine %s owner to %I', p.oid::regprocedure, $1::name)
  from pg_proc p
 where p.proowner <> (select oid from pg_roles where rolname = $1) ${inOwnSchemas('p.pronamespace')} ${isOfNoExtension('pg_proc', 'p.oid')}
union all
select format('alter type %s owner to %I', t.oid::regtype, $1::name)
  from pg_type t
 where t.typowner <> (select oid from pg_roles where rolname = $1) and t.typtype in ('d', 'e', 'r') ${inOwnSchemas('t.typnamespace')} ${isOfNoExtension('pg_type', 't.oid')}`;

module.exports = { STATEMENTS_OF_TAKE_OVER };
