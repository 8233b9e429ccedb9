/**
 * Text that PostgreSQL takes: without NUL characters, which it refuses in text, and at most `limit` characters long (the
 * rest is cut off and counted).
 */
export function storableText(value: string, limit: number): string {
  const clean = value.replaceAll('\u0000', '\uFFFD');
  if (clean.length <= limit) return clean;
  return `${clean.slice(0, limit)}… (${clean.length - limit} more characters)`;
}

/** For columns with an index, whose entries may not exceed a third of a page: short, and no trace of what was cut. */
export function indexableText(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return value.replaceAll('\u0000', '\uFFFD').slice(0, 500);
}
