import type { EntityManager } from 'typeorm';
import { columnText } from './cell-text';
import type { RowShape } from './row-shape';
import { rowStatements, type RowStatements } from './row-sql';

type Rows = ReadonlyMap<string, object | undefined>;

/**
 * A row that did not exist when the batch loaded it exists now: another replica was faster. What does not exist cannot
 * be locked, so the batch is rolled back and folded again, this time from the row that is there. The same where somebody
 * has deleted a row meanwhile.
 */
export class RowsChangedError extends Error {}

/** Reads and writes the rows of a read model, many in one statement. */
export class RowTable {
  private statements: RowStatements | undefined;

  /** @param lockRows whether rows need a lock of their own, see `ProjectionDefinition.rowsBelongToAggregates`. */
  constructor(
    private readonly shape: RowShape,
    private readonly lockRows: boolean,
  ) {}

  /** The row of each key, undefined where there is none; locked, in the order of the keys, where that is needed. */
  async load(db: EntityManager, keys: ReadonlySet<string>): Promise<Map<string, object | undefined>> {
    const rows = new Map<string, object | undefined>([...keys].map((key) => [key, undefined]));
    if (keys.size === 0) return rows;
    const { load } = await this.prepared(db);
    const { property } = this.shape.primary;
    for (const raw of (await db.query(load, [columnText([...keys])])) as Record<string, unknown>[]) {
      const row = this.shape.hydrate(raw);
      rows.set(String((row as Record<string, unknown>)[property]), row);
    }
    return rows;
  }

  /**
   * Makes the table hold `after` where it held `before`.
   *
   * @throws RowsChangedError
   * @throws FoldError when a transformer cannot transform a value.
   */
  async store(db: EntityManager, before: Rows, after: Rows): Promise<void> {
    const { insert, update, remove } = await this.prepared(db);
    const { inserted, updated, removed } = compare(before, after);
    if (inserted.length > 0) await this.put(db, insert, inserted);
    if (updated.length > 0) await this.put(db, update, updated);
    if (removed.length > 0) await db.query(remove, [removed]);
  }

  private async put(db: EntityManager, statement: string, rows: object[]): Promise<void> {
    const cells = rows.map((row) => this.shape.toCells(row));
    const columns = this.shape.columns.map((_, index) => columnText(cells.map((row) => row[index] ?? null)));
    const [{ done }] = (await db.query(statement, columns)) as [{ done: number }];
    if (done < rows.length)
      throw new RowsChangedError('Rows have appeared or vanished since they were loaded.');
  }

  private async prepared(db: EntityManager): Promise<RowStatements> {
    return (this.statements ??= await rowStatements(db, this.shape, this.lockRows));
  }
}

function compare(before: Rows, after: Rows): { inserted: object[]; updated: object[]; removed: string[] } {
  const changes = { inserted: [] as object[], updated: [] as object[], removed: [] as string[] };
  for (const [key, row] of after) {
    const old = before.get(key);
    if (row === old) continue;
    if (row === undefined) changes.removed.push(key);
    else changes[old === undefined ? 'inserted' : 'updated'].push(row);
  }
  return changes;
}
