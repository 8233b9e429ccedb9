import { query } from '@warren/eventing/testing';

const TABLES = `
  select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as "table"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
   order by 1`;

/**
 * In which tables of a database a text occurs, in whatever row and column, be it as text, in JSON or in bytes. For tests that
 * show where something secret is kept, and that it is nowhere else.
 *
 * @param text without characters that JSON escapes
 * @returns their names with their schemas, sorted: `eventing.outbox`, `public.orders`.
 */
export async function tablesHolding(databaseUrl: string, text: string): Promise<string[]> {
  const tables = await query<{ table: string }>(databaseUrl, TABLES);
  const each = tables.map(
    ({ table }) =>
      `select '${table}' as "table" where exists
         (select 1 from ${table} as one where strpos(one::text, $1) > 0 or strpos(one::text, $2) > 0)`,
  );
  const found = await query<{ table: string }>(databaseUrl, each.join(' union all '), [
    text,
    Buffer.from(text).toString('hex'),
  ]);
  return found.map(({ table }) => table).sort();
}
