const { loadTypeScript } = require('./load-typescript');
const { Fixture } = require('../../check/fixture');
const { repository } = require('../../repository');
const { metricsPage } = require('./index');

describe('the page of the metrics', () => {
  const [page = { place: '', text: '' }] = metricsPage(repository);

  it('has a line for each metric, with its type, its labels and what it means', () => {
    expect(page.place).toBe('docs/metrics.md');
    expect(page.text).toMatch(
      /\| `warren_consumer_messages_total` \| counter \| `consumer`, `kind`, `outcome` \| Messages that were dealt with/,
    );
    expect(page.text).toMatch(/\| `warren_database_pool_size` \| gauge \| — \| /);
  });

  it('holds every name once, by the conventions of Prometheus', () => {
    const rows = [...page.text.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name = '', type]) => ({
      name,
      type,
    }));
    expect(rows.length).toBeGreaterThan(35);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const { name, type } of rows) {
      expect(name).toMatch(/^warren_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });
});

describe('loading TypeScript', () => {
  /** @type {Fixture} */
  let fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.remove());

  it('follows imports of values and leaves those of types alone', () => {
    fixture.write(
      'one.ts',
      "import type { Missing } from './missing';\nimport { two } from './two';\nexport const three: Missing = two + 1;",
    );
    fixture.write('two.ts', 'export const two: number = 2;');
    expect(loadTypeScript(`${fixture.root}/one.ts`)).toEqual({ three: 3 });
  });
});
