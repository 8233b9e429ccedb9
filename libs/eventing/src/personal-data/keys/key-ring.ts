import type { PersonalKey } from './master-keys';

/** Somebody of whom events of one service tell. */
export interface Person {
  /** The service. */
  owner: string;
  /** The id by which its events name the person. */
  subject: string;
}

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

/** No id of a service has a slash. */
export function idOf({ owner, subject }: Person): string {
  return `${owner}/${subject}`;
}

/** Each person once. */
export function distinct(persons: readonly Person[]): Person[] {
  return [...new Map(persons.map((person) => [idOf(person), person])).values()];
}
