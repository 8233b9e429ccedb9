import type { DataSource } from 'typeorm';

const WANTED = 'READ COMMITTED';

/**
 * What to ask for when a transaction begins: nothing where READ COMMITTED is the default of the connections anyway, as
 * it nearly always is, for asking costs each transaction a round trip.
 */
export class Isolation {
  private isDefault?: Promise<boolean>;

  constructor(private readonly dataSource: DataSource) {}

  async toAskFor(): Promise<typeof WANTED | undefined> {
    this.isDefault ??= this.lookUp();
    try {
      return (await this.isDefault) ? undefined : WANTED;
    } catch (error) {
      this.isDefault = undefined; // the database was away: look again
      throw error;
    }
  }

  private async lookUp(): Promise<boolean> {
    const rows: { level: string }[] = await this.dataSource.query(
      "select current_setting('default_transaction_isolation') as level",
    );
    return rows[0]?.level.toUpperCase() === WANTED;
  }
}
