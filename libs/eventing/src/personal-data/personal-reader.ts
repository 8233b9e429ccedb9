import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { KeyAsker } from './handing-out/key-asker';
import { KeyRing } from './keys/key-ring';
import { distinct, idOf, type Person } from './person';
import { KeyTable } from './keys/key-table';
import type { Sealed } from './opening';
import { KeysMissingError } from './personal-data.errors';

/** Gets what it takes to read personal data, for handlers, sagas and projections alike. */
@Injectable()
export class PersonalReader {
  constructor(
    private readonly keys: KeyTable,
    private readonly asker: KeyAsker,
  ) {}

  /**
   * The keys to read these with. Until the transaction of `db` ends none of their persons can be forgotten: what is made of
   * their data is committed before, and whoever forgets finds it.
   *
   * @param answered persons of whom their owner has said all there is: what is still missing of theirs cannot be read.
   * @throws KeysMissingError naming all others whose keys are not here.
   */
  async keysFor(
    sealed: readonly Sealed[],
    db: EntityManager,
    answered: ReadonlySet<string>,
  ): Promise<KeyRing> {
    const persons = sealed.flatMap((one) => one.persons);
    if (persons.length === 0) return new KeyRing();
    const ring = await this.keys.read(db, persons);
    const missing = sealed
      .flatMap((one) => one.missingFrom(ring))
      .filter((person) => !answered.has(idOf(person)));
    if (missing.length > 0) throw new KeysMissingError(distinct(missing));
    return ring;
  }

  /**
   * Asks for keys that were missing; outside of any transaction.
   *
   * @param answered gets those of whom their owners have said all there is.
   * @throws KeyNotHandedOutError when an owner has not answered in time.
   */
  async obtain({ missing }: KeysMissingError, answered: Set<string>): Promise<void> {
    await this.asker.obtain(missing);
    for (const person of missing) answered.add(idOf(person));
  }

  /** Forgets persons whom their owner has forgotten, before anything else is made of the event that says so. */
  async forget(persons: readonly Person[], db: EntityManager): Promise<void> {
    await this.keys.forget(db, persons);
  }
}
