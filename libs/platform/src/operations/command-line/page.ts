/** What a command says to people: tables and sentences, in the order in which they are read. */
export type Page = (Table | string)[];

export interface Table {
  title?: string;
  columns: string[];
  rows: string[][];
}

const GAP = 3;

/** As aligned text. */
export function textOf(page: Page): string {
  return page.map((block) => (typeof block === 'string' ? block : tableText(block))).join('\n\n');
}

function tableText({ title, columns, rows }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  const text = lines.map((cells) =>
    `  ${cells.map((cell, at) => cell.padEnd((widths[at] ?? 0) + GAP)).join('')}`.trimEnd(),
  );
  return [...(title ? [title, ''] : []), ...text].join('\n');
}
