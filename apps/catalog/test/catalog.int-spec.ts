import { randomUUID } from 'node:crypto';
import { Money, ProductSnapshot } from '@warren/contracts';
import { allSnapshots } from '@warren/eventing/testing';
import { startService, untilAvailable, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { CatalogModule } from '../src/catalog.module';
import { ProductSnapshots } from '../src/integration/product-snapshots';

jest.setTimeout(60_000);

let catalog: StartedService;

beforeAll(async () => {
  catalog = await startService(CatalogModule, { name: 'catalog', migrations });
});

afterAll(() => catalog.stop());

const price = { amount: 1999, currency: 'EUR' };
const pen = (sku: string = randomUUID()) => ({ sku, name: 'Fountain pen', price });
const create = async (json: object = pen()) =>
  (await catalog.post('/products', json)).body as { id: string; sku: string };

/** What others were told of a product, in order. */
async function told(productId: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const rows = await catalog.query<{ body: string }>(
    'select body::text as body from eventing.outbox where partition_key = $1 order by position',
    [`product/${productId}`],
  );
  return rows.map(({ body }) => {
    const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> };
    return { type, data };
  });
}

describe('ProductSnapshots', () => {
  it('tell of every product as it is, page by page', async () => {
    const all = [await create(), await create(), await create()];
    await catalog.patch(`/products/${all[1]?.id}`, { name: 'Pencil' });
    const told = await allSnapshots(catalog.app.get(ProductSnapshots));
    const rows = await catalog.query<{ count: number }>('select count(*)::int as count from products');
    expect(told).toHaveLength(rows[0]?.count as number);
    for (const [index, name] of ['Fountain pen', 'Pencil', 'Fountain pen'].entries()) {
      const { id: productId, sku } = all[index] as { id: string; sku: string };
      expect(told).toContainEqual(new ProductSnapshot({ productId, sku, name, price: new Money(price) }));
    }
  });
});

describe('POST /products', () => {
  it('creates a product, says where, and tells others', async () => {
    const json = {
      sku: ` ${randomUUID()} `,
      name: ' Fountain pen ',
      price: { amount: 1999, currency: 'eur' },
    };
    const { status, headers, body } = await catalog.post('/products', json);
    expect(status).toBe(201);
    const product = { sku: json.sku.trim(), name: 'Fountain pen', price };
    expect(body).toEqual({ id: expect.any(String), ...product, stock: null });
    expect(headers.get('location')).toBe(`/products/${body.id}`);
    expect((await catalog.get(`/products/${body.id}`)).body).toEqual(body);
    expect(await told(body.id)).toEqual([
      { type: 'catalog.product-created.v1', data: { productId: body.id, ...product } },
    ]);
  });

  it('keeps a price exactly, however large', async () => {
    const large = { amount: 1_000_000_000_000, currency: 'IDR' };
    const { id } = await create({ ...pen(), price: large });
    expect((await catalog.get(`/products/${id}`)).body.price).toEqual(large);
    expect((await catalog.patch(`/products/${id}`, { name: 'Pen' })).body.price).toEqual(large);
    expect(await told(id)).toMatchObject([{ data: { price: large } }, { data: { price: large } }]);
  });

  it('refuses a sku that another product has, and tells nobody', async () => {
    const sku = randomUUID();
    await create(pen(sku));
    const { status, headers, body } = await catalog.post('/products', pen(sku));
    expect({ status, type: body.type }).toEqual({ status: 409, type: 'urn:problem:sku-taken' });
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body.detail).toContain(sku);
    const rows = await catalog.query('select from eventing.outbox where body::text like $1', [`%${sku}%`]);
    expect(rows).toHaveLength(1);
  });

  it('gives a sku to one of many that ask for it at the same time', async () => {
    const sku = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => untilAvailable(() => catalog.post('/products', pen(sku)))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it.each([
    ['no sku', { name: 'Pen', price }, 'sku'],
    ['an empty sku', { ...pen(' '), price }, 'sku'],
    ['a sku as long as a sentence', pen('S'.repeat(65)), 'sku'],
    ['no name', { sku: 'PEN', price }, 'name'],
    ['a name of another type', { ...pen(), name: ['Pen'] }, 'name'],
    ['a name that cannot be stored', { ...pen(), name: 'P\u0000en' }, 'name'],
    ['no price', { sku: 'PEN', name: 'Pen' }, 'price'],
    ['a price that is null', { ...pen(), price: null }, 'price'],
    ['a bare number as price', { ...pen(), price: 19.99 }, 'price'],
    ['a list of prices', { ...pen(), price: [price] }, 'price'],
    ['an amount in major units', { ...pen(), price: { ...price, amount: 19.99 } }, 'price.amount'],
    ['an amount in words', { ...pen(), price: { ...price, amount: '1999' } }, 'price.amount'],
    ['a negative amount', { ...pen(), price: { ...price, amount: -1 } }, 'price.amount'],
    ['an amount beyond all measure', { ...pen(), price: { ...price, amount: 1e15 } }, 'price.amount'],
    ['a price without currency', { ...pen(), price: { amount: 1 } }, 'price.currency'],
    ['a currency that there is not', { ...pen(), price: { amount: 1, currency: 'EURO' } }, 'price.currency'],
    ['a code for no currency', { ...pen(), price: { amount: 1, currency: 'xxx' } }, 'price.currency'],
    ['a currency of another type', { ...pen(), price: { amount: 1, currency: ['EUR'] } }, 'price.currency'],
    ['an id of its own', { ...pen(), id: randomUUID() }, 'id'],
  ])('refuses %s', async (_, json, field) => {
    const { status, body } = await catalog.post('/products', json);
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});

describe('PATCH /products/:productId', () => {
  it('changes what is sent, keeps the rest, and tells others the whole product', async () => {
    const { id, sku } = await create();
    const cheaper = { amount: 1799, currency: 'EUR' };
    const { status, body } = await catalog.patch(`/products/${id}`, { price: cheaper });
    const product = { sku, name: 'Fountain pen', price: cheaper };
    expect({ status, body }).toEqual({ status: 200, body: { id, ...product, stock: null } });
    expect((await told(id))[1]).toEqual({
      type: 'catalog.product-updated.v1',
      data: { productId: id, ...product },
    });
  });

  it('tells nobody when nothing changes', async () => {
    const { id } = await create();
    expect((await catalog.patch(`/products/${id}`, { name: 'Fountain pen', price })).status).toBe(200);
    expect((await catalog.patch(`/products/${id}`, {})).status).toBe(200);
    expect(await told(id)).toHaveLength(1);
  });

  it('loses neither of two changes that are made at the same time', async () => {
    const { id } = await create();
    const changes = Array.from({ length: 10 }, (_, i) => [
      { name: `Pen ${i}` },
      { price: { amount: i, currency: 'EUR' } },
    ]).flat();
    const answers = await Promise.all(
      changes.map((change) => untilAvailable(() => catalog.patch(`/products/${id}`, change))),
    );
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
    const states = (await told(id)).map(({ data }) => data);
    expect(states).toHaveLength(changes.length + 1);
    // Each event differs from the one before in one field only: nobody wrote over what another had just changed.
    for (const [index, after] of states.slice(1).entries()) {
      const before = states[index] ?? {};
      const differing = Object.keys(after).filter(
        (field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]),
      );
      expect(differing).toHaveLength(1);
    }
    const { name, price: last } = states.at(-1) ?? {};
    expect((await catalog.get(`/products/${id}`)).body).toMatchObject({ name, price: last });
  });

  it.each([
    [{ name: null }],
    [{ name: '  ' }],
    [{ price: null }],
    [{ price: { amount: 1 } }],
    [{ price: { currency: 'EUR' } }],
    [{ sku: 'PEN-2' }],
    [[]],
    ['Pen'],
  ])('refuses %j', async (json) => {
    const { id } = await create();
    expect((await catalog.patch(`/products/${id}`, json)).status).toBe(400);
    expect(await told(id)).toHaveLength(1);
  });

  it('knows no stranger', async () => {
    const { status, body } = await catalog.patch(`/products/${randomUUID()}`, { name: 'Pen' });
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:product-not-found' });
  });
});

describe('GET /products/:productId', () => {
  it('knows no stranger', async () => {
    const { status, body } = await catalog.get(`/products/${randomUUID()}`);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:product-not-found' });
  });

  it('refuses what is no id', async () => {
    expect((await catalog.get('/products/pen')).status).toBe(400);
  });
});
