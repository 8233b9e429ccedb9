import { idOf, type Person } from '../person';
import type { PersonalKey } from './master-keys';

/** The keys that one piece of work needs. */
export class KeyRing {
  private readonly forgotten = new Set<string>();
  private readonly keys = new Map<string, PersonalKey[]>();

  /** In the order of their versions. */
  add(key: PersonalKey): void {
    const of = idOf(key);
    this.keys.set(of, [...(this.keys.get(of) ?? []), key]);
  }

  addForgotten(person: Person): void {
    this.forgotten.add(idOf(person));
  }

  isForgotten(person: Person): boolean {
    return this.forgotten.has(idOf(person));
  }

  /** Forgotten counts as known. */
  knows(person: Person): boolean {
    return this.isForgotten(person) || this.keys.has(idOf(person));
  }

  find(person: Person, version: number): Buffer | undefined {
    return this.keys.get(idOf(person))?.find((key) => key.version === version)?.key;
  }

  latest(person: Person): PersonalKey | undefined {
    return this.keys.get(idOf(person))?.at(-1);
  }

  /** All versions of a person's keys. */
  all(person: Person): readonly PersonalKey[] {
    return this.keys.get(idOf(person)) ?? [];
  }
}
