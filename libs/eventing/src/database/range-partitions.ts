import type { DedicatedConnection } from './dedicated-connection';

/** A table partitioned by ranges of one column, with a default partition that takes what fits nowhere. */
export interface PartitionedTable {
  schema: string;
  table: string;
  /** The column it is partitioned by. */
  key: string;
  /** What else a new partition needs, as statements; `name` is qualified. */
  equip?: (name: string) => string[];
}

/** From (included) and to (excluded), as PostgreSQL writes the values. */
export interface Range {
  name: string;
  from: string;
  to: string;
}

/**
 * Attaching and detaching lock the table or its default partition for a moment. Whoever waits for a lock makes everybody
 * wait who comes later, so behind a long transaction one gives up soon and comes back.
 */
const LOCK_TIMEOUT = '50ms';
const LOCK_NOT_AVAILABLE = '55P03';
/** The table exists; or came to exist while this one was being made, which PostgreSQL finds out in its catalogue. */
const ALREADY_THERE = ['42P07', '23505'];

/**
 * Adds and removes partitions of a table in use. Needs a connection of its own.
 *
 * DETACH … CONCURRENTLY, which waits without making others wait, is refused by PostgreSQL beside a default partition, and
 * the default partition is what lets no insert fail. Hence the other way: detach with a short patience, and when that was
 * not enough, at least give the space back now, for which the old partition alone must be locked.
 */
export class RangePartitions {
  constructor(
    private readonly connection: DedicatedConnection,
    private readonly table: PartitionedTable,
  ) {}

  /** All ranges, in order of their names; the default partition is not among them. */
  async ranges(): Promise<Range[]> {
    const partitions = await this.connection.query<{ name: string; bounds: string }>(
      `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
         from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = $1::regclass order by c.relname`,
      [this.parent],
    );
    return partitions.flatMap(({ name, bounds }) => {
      const [, from, to] = /^FOR VALUES FROM \('?(.*?)'?\) TO \('?(.*?)'?\)$/.exec(bounds) ?? [];
      return from === undefined || to === undefined ? [] : [{ name, from, to }];
    });
  }

  /**
   * Adds a range ahead of its rows. The CHECK says what attaching would otherwise have to look for in the rows; it has
   * done its work once the partition is attached.
   *
   * @throws when rows of the range are in the default partition already, or a lock could not be had.
   */
  async add({ name, from, to }: Range): Promise<void> {
    const partition = this.qualified(name);
    const { key, equip } = this.table;
    const statements = [
      `create table ${partition} (like ${this.parent} including all)`,
      `alter table ${partition} add constraint within check (${key} >= '${from}' and ${key} < '${to}')`,
      ...(equip?.(partition) ?? []),
      `alter table ${this.parent} attach partition ${partition} for values from ('${from}') to ('${to}')`,
      `alter table ${partition} drop constraint within`,
    ];
    try {
      await this.patiently(statements);
    } catch (error) {
      // Where the relay is handed over, two processes may be at it for a moment. It is made as a whole or not at all.
      if (!ALREADY_THERE.includes(String((error as { code?: unknown }).code))) throw error;
    }
  }

  /** Removes a range with its rows. `emptied`: the rows are gone, the partition goes when nobody is in the way. */
  async remove(name: string): Promise<'removed' | 'emptied' | 'in use'> {
    const partition = this.qualified(name);
    if (
      await this.tried([
        `alter table ${this.parent} detach partition ${partition}`,
        `drop table ${partition}`,
      ])
    )
      return 'removed';
    return (await this.tried([`truncate ${partition}`])) ? 'emptied' : 'in use';
  }

  qualified(name: string): string {
    return `${this.table.schema}.${name}`;
  }

  private get parent(): string {
    return this.qualified(this.table.table);
  }

  /** False when it would have had to wait. */
  private async tried(statements: string[]): Promise<boolean> {
    try {
      await this.patiently(statements);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
  }

  private async patiently(statements: string[]): Promise<void> {
    try {
      await this.connection.query(
        ['begin', `set local lock_timeout = '${LOCK_TIMEOUT}'`, ...statements, 'commit'].join(';\n'),
      );
    } catch (error) {
      if (!this.connection.lost.aborted) await this.connection.query('rollback');
      throw error;
    }
  }
}
