import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { APPEND } from '../../../src/outbox/sql/append.sql';
import { Session } from './session';

const KEYS = 40;

/**
 * Writes events in every way that makes a relay's life hard, with the statement that the outbox uses: several in a
 * transaction, in savepoints, prepared and committed later, with a transaction id from long before, rolled back.
 */
export class HostileWriter {
  private constructor(private readonly session: Session) {}

  static async open(url: string): Promise<HostileWriter> {
    return new HostileWriter(await Session.open(url));
  }

  async writeUntil(over: () => boolean): Promise<void> {
    while (!over()) await this.transaction().catch((error: unknown) => this.giveWay(error));
    await this.session.close();
  }

  /** Appending twice in a transaction can deadlock; the victim rolls back, which is part of the game. */
  private async giveWay(error: unknown): Promise<void> {
    if (!(error instanceof DatabaseError) || error.code !== '40P01') throw error;
    await this.session.run('rollback');
  }

  private async transaction(): Promise<void> {
    await this.session.run('begin');
    if (chance(0.1)) {
      await this.session.run('select pg_current_xact_id()');
      await pause(30 * Math.random());
    }
    if (chance(0.3)) await this.undoneSavepoint();
    if (chance(0.3)) await this.session.run('savepoint kept');
    await this.append();
    if (chance(0.05))
      await this.session.run(`select nextval('eventing.outbox_position') from generate_series(1, 3)`);
    if (chance(0.1)) await pause(20 * Math.random());
    await this.end();
  }

  private async undoneSavepoint(): Promise<void> {
    await this.session.run('savepoint undone');
    await this.append();
    await this.session.run('rollback to undone');
  }

  private async end(): Promise<void> {
    const how = chance(0.15) ? 'rollback' : 'commit';
    if (!chance(0.1)) return this.session.run(how);
    const name = randomUUID();
    await this.session.run(`prepare transaction '${name}'`);
    await pause(60 * Math.random());
    return this.session.run(`${how} prepared '${name}'`);
  }

  /** Some keys, sorted, so that writers that append twice in a transaction do not deadlock too often. */
  private async append(): Promise<void> {
    const first = Math.floor(Math.random() * KEYS);
    const keys = Array.from(
      { length: 1 + Math.floor(5 * Math.random()) },
      (_, n) => `key ${(first + n) % KEYS}`,
    );
    const twice = keys.flatMap((key) => (chance(0.3) ? [key, key] : [key]));
    await appendEvents(this.session, twice);
  }
}

export async function appendEvents(session: Session, keys: string[]): Promise<void> {
  const followers = keys.map((key, index) => keys.slice(index + 1).filter((later) => later === key).length);
  await session.client.query(APPEND, [
    keys.map(() => randomUUID()),
    keys.map(() => 'parcels.parcel-moved.v1'),
    keys,
    followers,
    keys.map(() => 'ledger'),
    keys.map((key) => `{"partitionkey":"${key}","sequence":`),
  ]);
}

function chance(share: number): boolean {
  return Math.random() < share;
}
