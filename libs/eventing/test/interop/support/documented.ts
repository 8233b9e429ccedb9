import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Attributes = Record<string, unknown>;

/** An example as it stands in docs/interop.md, under this heading in a comment. */
export function documented(heading: string): Attributes {
  const text = readFileSync(join(__dirname, '../../../../../docs/interop.md'), 'utf8');
  const json = new RegExp(`<!-- ${heading} -->\\s*\`\`\`json\\n([^]*?)\`\`\``).exec(text)?.[1];
  if (!json) throw new Error(`docs/interop.md has no example "${heading}".`);
  return JSON.parse(json) as Attributes;
}
