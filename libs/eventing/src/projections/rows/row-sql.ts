import type { EntityManager } from 'typeorm';
import { ReadModelTableError } from '../projection-errors';
import type { RowColumn, RowShape } from './row-shape';

/** The statements for one read model's table. Rows go in as one json text: a list of `{c0, c1, …}`, every cell a text. */
export interface RowStatements {
  /** $1: keys. */
  load: string;
  /** $1: rows. Gives back a row for each that was not there. */
  insert: string;
  /** $1: rows. */
  upsert: string;
  /** $1: keys. */
  remove: string;
}

/** The types of the columns, without their limits: a cast to varchar(3) would cut a text, the column itself refuses it. */
const TYPES = `
  select attname as name, format_type(atttypid, -1) as type
    from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`;

/**
 * Looks up the columns' types and writes the statements for them.
 *
 * @throws ReadModelTableError when the table or one of its columns does not exist.
 */
export async function rowStatements(
  db: EntityManager,
  shape: RowShape,
  lockRows: boolean,
): Promise<RowStatements> {
  const table = shape.metadata.tablePath.split('.').map(quote).join('.');
  const found: { name: string; type: string }[] = await db.query(TYPES, [table]);
  const types = new Map(found.map(({ name, type }) => [name, type]));
  const missing = shape.columns.map(nameOf).filter((name) => !types.has(name));
  if (missing.length > 0) {
    throw new ReadModelTableError(
      types.size === 0
        ? `The table ${table} of ${shape.metadata.name} does not exist. Run the migrations of this service.`
        : `The table ${table} of ${shape.metadata.name} has no column ${missing.join(', ')}. Run the migrations of this service.`,
    );
  }
  return write(table, shape, types, lockRows);
}

function write(table: string, shape: RowShape, types: Map<string, string>, lockRows: boolean): RowStatements {
  const names = shape.columns.map((column) => quote(nameOf(column)));
  const typeOf = (column: RowColumn) => types.get(nameOf(column)) as string;
  const key = quote(nameOf(shape.primary));
  const keyType = typeOf(shape.primary);
  const keyCell = `c${shape.columns.indexOf(shape.primary)}`;
  const byBytes = ['text', 'character varying'].includes(keyType) ? ' collate "C"' : '';
  const put = `
    insert into ${table} (${names.join(', ')})
    select ${shape.columns.map((column, index) => `c${index}::${typeOf(column)}`).join(', ')}
      from json_to_recordset($1::json) as given(${names.map((_, index) => `c${index} text`).join(', ')})
     order by ${keyCell} collate "C"
    on conflict (${key}) do `;
  const replaced = names.filter((name) => name !== key).map((name) => `${name} = excluded.${name}`);
  return {
    load: `select ${names.join(', ')} from ${table} where ${key} = any($1::${keyType}[])
            ${lockRows ? `order by ${key}${byBytes} for update` : ''}`,
    insert: `${put} nothing returning 1`,
    upsert: `${put} ${replaced.length > 0 ? `update set ${replaced.join(', ')}` : 'nothing'}`,
    remove: `delete from ${table} where ${key} = any($1::${keyType}[])`,
  };
}

function nameOf(column: RowColumn): string {
  return column.metadata.databaseName;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
