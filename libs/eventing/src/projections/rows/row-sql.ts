import type { EntityManager } from 'typeorm';
import { ReadModelTableError } from '../projection-errors';
import type { RowColumn, RowShape } from './row-shape';

/** The statements for one read model's table. Rows go in as a list of texts for each column. */
export interface RowStatements {
  /** $1: keys. */
  load: string;
  /** $1, $2, …: columns. Leaves alone what is there, and gives back how many were not. */
  insert: string;
  /** $1, $2, …: columns. Gives back how many were there. */
  update: string;
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
  const keyCell = `given.c${shape.columns.indexOf(shape.primary)}`;
  const byBytes = ['text', 'character varying'].includes(keyType) ? ' collate "C"' : '';
  const cells = shape.columns.map((column, index) => `given.c${index}::${typeOf(column)}`);
  const given = `unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')})
                 as given(${names.map((_, index) => `c${index}`).join(', ')})`;
  const changes = names
    .map((name, index) => `${name} = ${cells[index]}`)
    .filter((_, index) => names[index] !== key);
  return {
    load: `select ${names.join(', ')} from ${table} where ${key} = any($1::${keyType}[])
            ${lockRows ? `order by ${key}${byBytes} for update` : ''}`,
    insert: counted(`
      insert into ${table} (${names.join(', ')})
      select ${cells.join(', ')} from ${given} order by ${keyCell} collate "C"
      on conflict (${key}) do nothing`),
    // A row of nothing but its key never differs from what was loaded.
    update: counted(`
      update ${table} as kept set ${changes.join(', ') || `${key} = kept.${key}`}
        from ${given} where kept.${key} = ${keyCell}::${keyType}`),
    remove: `delete from ${table} where ${key} = any($1::${keyType}[])`,
  };
}

const counted = (change: string) =>
  `with done as (${change} returning 1) select count(*)::int as done from done`;

function nameOf(column: RowColumn): string {
  return column.metadata.databaseName;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
