/** A value as PostgreSQL reads it from text; null is null. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Cells of one column as PostgreSQL reads an array of texts. */
export function columnText(cells: readonly (string | null)[]): string {
  return `{${cells.map(quoted).join(',')}}`;
}

/** Halves of surrogate pairs would be sent as question marks. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function quoted(text: string | null): string {
  return text === null ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function element(value: unknown): string {
  if (Array.isArray(value)) return cellText(value) as string;
  return quoted(cellText(value));
}
