/** What a scrape has brought: each series with its value, the labels in the order of their names. */
export class Series {
  private readonly values = new Map<string, number>();

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const [, name, labels = '', value] = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
      if (name) this.values.set(keyOf(name, labelsIn(labels)), Number(value));
    }
  }

  /** How many there are, of one metric or all. */
  count(name = ''): number {
    return [...this.values.keys()].filter((key) => key.startsWith(name)).length;
  }

  get names(): string[] {
    return [...new Set([...this.values.keys()].map((key) => key.split('{')[0] as string))];
  }

  /** Undefined where there is no such series. */
  value(name: string, labels: Record<string, string> = {}): number | undefined {
    return this.values.get(keyOf(name, { service: 'parcels', ...labels }));
  }
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

function keyOf(name: string, labels: Record<string, string>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${sorted.map(([label, value]) => `${label}=${value}`).join()}}`;
}
