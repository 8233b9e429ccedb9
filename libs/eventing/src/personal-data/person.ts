/** Somebody of whom events of one service tell. */
export interface Person {
  /** The service. */
  owner: string;
  /** The id by which its events name the person. */
  subject: string;
}

/** No id of a service has a slash. */
export function idOf({ owner, subject }: Person): string {
  return `${owner}/${subject}`;
}

/** Each person once. */
export function distinct(persons: readonly Person[]): Person[] {
  return [...new Map(persons.map((person) => [idOf(person), person])).values()];
}
