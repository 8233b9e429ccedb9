/** Of the id of an aggregate, or of a person, in characters. */
export const LONGEST_SUBJECT = 200;

/** Whether a value can be an id: a text that is not empty, not too long, and that PostgreSQL can keep. */
export function isIdentifier(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest && !value.includes('\0');
}

/** How services, handlers, projections and types of events are called. */
export const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
