import type { DedicatedConnection } from './dedicated-connection';

/** From (included) and to (excluded), as PostgreSQL writes the values. */
export interface Range {
  name: string;
  from: string;
  to: string;
}

const LOCK_NOT_AVAILABLE = '55P03';
/** The table exists; or came to exist while this one was being made, which PostgreSQL finds out in its catalogue. */
const ALREADY_THERE = ['42P07', '23505'];

/**
 * Adds and removes partitions of a table in use: one that is partitioned by ranges of one column, with a default partition that
 * takes what fits nowhere. Needs a connection of its own.
 *
 * A service owns no table, so functions do the work (migration 15), with the rights of who migrates. Attaching and detaching lock
 * the table or its default partition for a moment; where the functions would have to wait for that, they give up soon, and one
 * comes back later.
 *
 * DETACH … CONCURRENTLY, which waits without making others wait, is refused by PostgreSQL beside a default partition, and
 * the default partition is what lets no insert fail. Hence the other way: detach with a short patience, and when that was
 * not enough, at least give the space back now, for which the old partition alone must be locked.
 */
export class RangePartitions {
  constructor(
    private readonly connection: DedicatedConnection,
    private readonly table: 'outbox' | 'inbox',
  ) {}

  /** All ranges, in order of their names; the default partition is not among them. */
  async ranges(): Promise<Range[]> {
    const partitions = await this.connection.query<{ name: string; bounds: string }>(
      `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
         from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = $1::regclass order by c.relname`,
      [`eventing.${this.table}`],
    );
    return partitions.flatMap(({ name, bounds }) => {
      const [, from, to] = /^FOR VALUES FROM \('?(.*?)'?\) TO \('?(.*?)'?\)$/.exec(bounds) ?? [];
      return from === undefined || to === undefined ? [] : [{ name, from, to }];
    });
  }

  /**
   * Adds a range ahead of its rows; its name follows from where it begins.
   *
   * @throws when rows of the range are in the default partition already, or a lock could not be had.
   */
  async add({ from, to }: Range): Promise<void> {
    try {
      await this.connection.query(`select eventing.add_${this.table}_partition($1, $2)`, [from, to]);
    } catch (error) {
      // Where the relay is handed over, two processes may be at it for a moment. It is made as a whole or not at all.
      if (!ALREADY_THERE.includes(String((error as { code?: unknown }).code))) throw error;
    }
  }

  /** Removes a range with its rows. `emptied`: the rows are gone, the partition goes when nobody is in the way. */
  async remove(name: string): Promise<'removed' | 'emptied' | 'in use'> {
    if (await this.tried('select eventing.drop_partition($1)', name)) return 'removed';
    return (await this.tried('select eventing.empty_partition($1)', name)) ? 'emptied' : 'in use';
  }

  /** False when it would have had to wait. */
  private async tried(statement: string, name: string): Promise<boolean> {
    try {
      await this.connection.query(statement, [name]);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    }
  }
}
