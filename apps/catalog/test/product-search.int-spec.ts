import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from '@warren/eventing/testing';
import { createDatabase, startService, type StartedService } from '@warren/platform/testing';
import type { QueryRunner } from 'typeorm';
import { migrations } from '../migrations';
import { CatalogModule } from '../src/catalog.module';

jest.setTimeout(60_000);

let catalog: StartedService;

beforeAll(async () => {
  catalog = await startService(CatalogModule, { name: 'catalog', migrations });
});

afterAll(() => catalog.stop());

const create = (sku: string, name: string) =>
  catalog.post('/products', { sku, name, price: { amount: 1, currency: 'EUR' } });

const list = async (query: string) =>
  (await catalog.get(`/products?${query}`)).body as {
    products: { sku: string; name: string }[];
    page: number;
    pageSize: number;
    hasMore: boolean;
  };

const found = async (search: string) =>
  (await list(new URLSearchParams({ search }).toString())).products.map(({ sku }) => sku);

describe('GET /products', () => {
  it('finds any part of a name or sku, in any case', async () => {
    await create('QUILL-BLUE-07', 'Fountain pen, blue');
    await create('INK-BLUE', 'Ink for a quill');
    expect(await found('QuIlL')).toEqual(['QUILL-BLUE-07', 'INK-BLUE']);
    expect(await found('ntain PEN, b')).toEqual(['QUILL-BLUE-07']);
    expect(await found('07')).toEqual(['QUILL-BLUE-07']);
    expect(await found(' ink-b ')).toEqual(['INK-BLUE']);
    expect(await found('crayon')).toEqual([]);
  });

  it.each(['%', '_', '\\', "'"])('takes %s for what it is', async (character) => {
    const sku = `SPECIAL${character}${randomUUID()}`;
    await create(sku, 'Odd');
    await create(`SPECIALx${randomUUID()}`, 'Plain');
    expect(await found(`special${character}`)).toEqual([sku]);
  });

  it('shows 20 a page, by name, each once, and says whether there are more', async () => {
    const names = Array.from({ length: 41 }, (_, index) => `Paged ${String(index).padStart(2, '0')}`);
    for (const name of names.toReversed()) await create(randomUUID(), name);
    const pages = [
      await list('search=paged'),
      await list('search=PAGED&page=2'),
      await list('search=paged&page=3'),
    ];
    expect(pages.map(({ products }) => products.length)).toEqual([20, 20, 1]);
    expect(pages.flatMap(({ products }) => products.map(({ name }) => name))).toEqual(names);
    expect(pages.map(({ page, pageSize, hasMore }) => ({ page, pageSize, hasMore }))).toEqual([
      { page: 1, pageSize: 20, hasMore: true },
      { page: 2, pageSize: 20, hasMore: true },
      { page: 3, pageSize: 20, hasMore: false },
    ]);
    expect(await list('search=paged&page=4')).toMatchObject({ products: [], hasMore: false });
  });

  it('shows all products without a search, and with an empty one', async () => {
    await create(randomUUID(), 'Anything');
    const all = await list('');
    expect(all.products.length).toBeGreaterThan(0);
    expect(await list('search=')).toEqual(all);
    expect(await list('search=%20')).toEqual(all);
  });

  it.each([
    'page=0',
    'page=1.5',
    'page=one',
    'page=10001',
    'page=',
    'search=a&search=b',
    'search=%00',
    'sku=PEN',
  ])('refuses %s', async (query) => expect((await catalog.get(`/products?${query}`)).status).toBe(400));

  it('is served by the index where there are many products', async () => {
    await create('INDEXED-1', 'A needle in a haystack');
    await catalog.query(`
      insert into products (id, sku, name, price_amount, price_currency)
      select gen_random_uuid(), 'BULK-' || n, 'Pencil ' || n, n, 'EUR' from generate_series(1, 20000) n`);
    await catalog.query('analyze products');
    const scans = async () => {
      const [index] = await catalog.query<{ count: string }>(
        `select idx_scan as count from pg_stat_user_indexes where indexrelname = 'products_search'`,
      );
      return Number(index?.count);
    };
    const before = await scans();
    // PostgreSQL counts what a connection has done when that connection is used again a little later.
    await eventually('a search that goes by the index', async () => {
      expect(await found('needle')).toEqual(['INDEXED-1']);
      return (await scans()) > before;
    });
    expect(await found('bulk-1999')).toHaveLength(11);
  });
});

describe('the migration', () => {
  it('needs no superuser, only somebody who owns the database', async () => {
    const database = await createDatabase('catalog');
    const owner = `owner_${randomUUID().replaceAll('-', '')}`;
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query(`create role ${owner}`);
      await client.query(`alter database ${new URL(database.url).pathname.slice(1)} owner to ${owner}`);
      await client.query(`set session authorization ${owner}`);
      for (const Migration of migrations) await new Migration().up(client as unknown as QueryRunner);
      const { rows } = await client.query('select usesuper from pg_user where usename = session_user');
      const { rows: tables } = await client.query(`select from products`);
      expect({ rows, tables }).toEqual({ rows: [], tables: [] });
    } finally {
      await client.query('reset session authorization');
      await client.end();
      await database.drop();
      await catalog.query(`drop role ${owner}`);
    }
  });
});
