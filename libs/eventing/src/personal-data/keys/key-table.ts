import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { KEY_BYTES } from '../cipher/aead';
import { KeyRing } from './key-ring';
import { distinct, type Person } from '../person';
import {
  ADD_KEYS,
  ADD_SUBJECTS,
  DELETE_KEYS,
  FORGET_SUBJECTS,
  LOCK_SUBJECTS,
  READ_KEYS,
  REWRAP,
  TAKE_WRAPPED_OTHERWISE,
} from './keys.sql';
import { MasterKeys, type PersonalKey, type WrappedKey } from './master-keys';

/**
 * The keys of persons in this service's database: its own, and its copies of those of others. It keeps none of them in memory:
 * another process may be told to forget a person at any time.
 */
@Injectable()
export class KeyTable {
  private keys: MasterKeys | undefined;

  constructor(
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'personalData'>,
  ) {}

  /** @throws MasterKeyError when the setting is not one that works. */
  get masterKeys(): MasterKeys {
    const { masterKeys, isProduction } = this.options.personalData;
    return (this.keys ??= MasterKeys.read(masterKeys, isProduction));
  }

  /** What is known of these persons; none of it can be forgotten before the transaction of `db` ends. */
  async read(db: EntityManager, persons: readonly Person[]): Promise<KeyRing> {
    const ring = new KeyRing();
    if (persons.length === 0) return ring;
    const columns = columnsOf(distinct(persons));
    const known: (Person & { forgotten: boolean })[] = await db.query(LOCK_SUBJECTS, columns);
    known.filter(({ forgotten }) => forgotten).forEach((person) => ring.addForgotten(person));
    const rows: WrappedKey[] = known.length > 0 ? await db.query(READ_KEYS, columns) : [];
    for (const row of rows) if (!ring.isForgotten(row)) ring.add(this.masterKeys.unwrap(row));
    return ring;
  }

  /** The same for persons of whom this service publishes: who has no key gets one, unless he was forgotten. */
  async readOrMake(db: EntityManager, persons: readonly Person[]): Promise<KeyRing> {
    let ring = await this.read(db, persons);
    const without = distinct(persons).filter((person) => !ring.knows(person));
    if (without.length === 0) return ring;
    await db.query(ADD_SUBJECTS, columnsOf(without));
    ring = await this.read(db, persons); // by now they are locked; somebody else may have forgotten them meanwhile
    const made = without.filter((person) => !ring.knows(person)).map((person) => makeKey(person));
    if (made.length === 0) return ring;
    await this.insert(db, made);
    return this.read(db, persons); // of two who make one at the same time, the first to commit has made it
  }

  /** A new key for what is published of a person from now on. False when the person was forgotten, or is not known. */
  async renew(db: EntityManager, person: Person): Promise<boolean> {
    const ring = await this.read(db, [person]);
    const latest = ring.latest(person);
    if (!latest) return false;
    await this.insert(db, [makeKey(person, latest.version)]);
    return true;
  }

  /** Keeps copies of keys that were handed out; not of a person who was forgotten meanwhile. */
  async keep(db: EntityManager, keys: readonly PersonalKey[]): Promise<void> {
    await db.query(ADD_SUBJECTS, columnsOf(keys));
    const ring = await this.read(db, keys);
    await this.insert(
      db,
      keys.filter((key) => !ring.isForgotten(key)),
    );
  }

  /** For good, and before the transaction of `db` can commit nobody reads them. */
  async forget(db: EntityManager, persons: readonly Person[]): Promise<void> {
    if (persons.length === 0) return;
    const columns = columnsOf(distinct(persons));
    await db.query(FORGET_SUBJECTS, columns);
    await db.query(DELETE_KEYS, columns);
  }

  /** Wraps some keys anew that another than the current master key has wrapped; resolves with how many. */
  async rewrapSome(db: EntityManager, atMost: number): Promise<number> {
    const { masterKeys } = this;
    const rows: WrappedKey[] = await db.query(TAKE_WRAPPED_OTHERWISE, [masterKeys.current, atMost]);
    if (rows.length === 0) return 0;
    const fresh = rows.map((row) => masterKeys.wrap(masterKeys.unwrap(row)));
    await db.query(REWRAP, [
      ...columnsOf(fresh),
      fresh.map(({ version }) => version),
      fresh.map(({ wrapped }) => wrapped),
      masterKeys.current,
    ]);
    return rows.length;
  }

  private async insert(db: EntityManager, keys: readonly PersonalKey[]): Promise<void> {
    if (keys.length === 0) return;
    const wrapped = keys.map((key) => this.masterKeys.wrap(key));
    await db.query(ADD_KEYS, [
      ...columnsOf(wrapped),
      wrapped.map(({ version }) => version),
      wrapped.map(({ masterId }) => masterId),
      wrapped.map((one) => one.wrapped),
    ]);
  }
}

function makeKey({ owner, subject }: Person, latest = 0): PersonalKey {
  return { owner, subject, version: versionAfter(latest), key: randomBytes(KEY_BYTES) };
}

/**
 * Minutes since 1970, or one more than the latest: an owner whose keys were restored from an older back-up must not give a new key
 * a number under which others have one that it has lost.
 */
function versionAfter(latest: number): number {
  return Math.max(latest + 1, Math.floor(Date.now() / 60_000));
}

function columnsOf(persons: readonly Person[]): [owners: string[], subjects: string[]] {
  return [persons.map(({ owner }) => owner), persons.map(({ subject }) => subject)];
}
