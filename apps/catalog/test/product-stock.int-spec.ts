import { randomUUID } from 'node:crypto';
import { StockUpdated } from '@warren/contracts';
import { eventually } from '@warren/eventing/testing';
import {
  OtherServices,
  startService,
  testNamespace,
  untilReady,
  type StartedService,
} from '@warren/platform/testing';
import { migrations } from '../migrations';
import { CatalogModule } from '../src/catalog.module';

jest.setTimeout(60_000);

const namespace = testNamespace();
let catalog: StartedService;

beforeAll(async () => {
  catalog = await startService(CatalogModule, { name: 'catalog', migrations, namespace });
  await untilReady(catalog);
});

afterAll(() => catalog.stop());

const create = async (name = 'Fountain pen') =>
  (await catalog.post('/products', { sku: randomUUID(), name, price: { amount: 1999, currency: 'EUR' } }))
    .body as { id: string };

const stockOf = async (id: string) =>
  (await catalog.get(`/products/${id}`)).body.stock as { available: number } | null;

/** What inventory tells when these are left, one after the other. */
const stockTold = (productId: string, ...available: number[]) =>
  available.map((each) => new StockUpdated({ productId, onHand: each + 1, reserved: 1, available: each }));

describe('the stock of a product', () => {
  it('is null until somebody counts it, though inventory has never been there', async () => {
    const product = await create();
    expect(product).toMatchObject({ stock: null });
    expect(await stockOf(product.id)).toBeNull();
  });

  it('is what inventory last told, in the product, in lists and in the answer to a change; also when inventory is gone', async () => {
    const inventory = new OtherServices(namespace);
    const marker = randomUUID();
    const [pen, ink, pad] = [await create(`pen ${marker}`), await create(`ink ${marker}`), await create()];
    try {
      await inventory.say(...stockTold(pen.id, 10, 7, 9, 3));
      await inventory.say(...stockTold(ink.id, 0));
      await eventually('the stock of both', async () => {
        return (await stockOf(pen.id))?.available === 3 && (await stockOf(ink.id)) !== null;
      });
    } finally {
      await inventory.stop();
    }
    expect(await stockOf(pen.id)).toEqual({ available: 3 });
    expect(await stockOf(ink.id)).toEqual({ available: 0 });
    expect(await stockOf(pad.id)).toBeNull();
    const { body } = await catalog.get(`/products?search=${marker}`);
    expect(body.products).toMatchObject([
      { id: ink.id, stock: { available: 0 } },
      { id: pen.id, stock: { available: 3 } },
    ]);
    const changed = await catalog.patch(`/products/${pen.id}`, { name: 'Pen' });
    expect(changed.body).toMatchObject({ name: 'Pen', stock: { available: 3 } });
  });

  it('may be told before the product is known to anybody else', async () => {
    const inventory = new OtherServices(namespace);
    const unheardOf = randomUUID();
    try {
      await inventory.say(...stockTold(unheardOf, 5));
      await eventually('its stock', async () => {
        const rows = await catalog.query('select from product_stock where product_id = $1', [unheardOf]);
        return rows.length === 1;
      });
    } finally {
      await inventory.stop();
    }
    expect((await catalog.get(`/products/${unheardOf}`)).status).toBe(404);
  });
});
