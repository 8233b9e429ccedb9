import { randomUUID } from 'node:crypto';
import { StockUpdated } from '@warren/contracts';
import { Outbox, UnitOfWork, withConsistencyToken } from '@warren/eventing';
import {
  Hold,
  OtherServices,
  startService,
  testNamespace,
  untilReady,
  type Answer,
  type StartedService,
} from '@warren/platform/testing';
import { migrations } from '../migrations';
import { CatalogModule } from '../src/catalog.module';

jest.setTimeout(60_000);

const namespace = testNamespace();
const others = new OtherServices(namespace);
let catalog: StartedService;

beforeAll(async () => {
  catalog = await startService(CatalogModule, { name: 'catalog', migrations, namespace });
  await untilReady(catalog);
});
afterAll(async () => {
  await others.stop();
  await catalog.stop();
});

const create = async () =>
  catalog.post('/products', {
    sku: randomUUID(),
    name: `Fountain pen ${randomUUID()}`,
    price: { amount: 1999, currency: 'EUR' },
  });

/** Counts the product in the name of inventory. @returns what inventory would answer the count with */
async function count(productId: string, available: number): Promise<string> {
  const { app } = await others.service('inventory');
  const { token } = await withConsistencyToken(() =>
    app.get(UnitOfWork).run(async () => {
      app.get(Outbox).publish(new StockUpdated({ productId, onHand: available, reserved: 0, available }));
    }),
  );
  return token.toString();
}

const ask = (path: string, token: string, wait: number) =>
  catalog.get(path, { headers: { 'consistency-token': token, prefer: `wait=${wait}` } });

const told = ({ headers }: Answer) => headers.get('consistency');

/** Keeps the projection from writing, not the queries from reading, until it is let go. */
const holdTheProjection = () => Hold.on(catalog.databaseUrl, 'lock table product_stock in exclusive mode');

describe('products with the token of a count in inventory', () => {
  it('and a wait show what was counted, one by one and in a search', async () => {
    const { id, name } = (await create()).body as { id: string; name: string };
    const [one, search] = [`/products/${id}`, `/products?search=${encodeURIComponent(name)}`];
    const projection = await holdTheProjection();
    const token = await count(id, 7);
    await projection.untilWaitedFor();
    const waiting = [ask(one, token, 10), ask(search, token, 10)];
    const impatient = await ask(one, token, 0);
    expect([told(impatient), impatient.body.stock]).toEqual(['behind', null]);
    await projection.letGo();
    const [product, found] = (await Promise.all(waiting)) as [Answer, Answer];
    expect([told(product), product.body.stock]).toEqual(['caught-up', { available: 7 }]);
    expect([told(found), found.body.products]).toMatchObject([
      'caught-up',
      [{ id, stock: { available: 7 } }],
    ]);
  });

  it('wait for nothing with a token of the catalog itself: products are read where they are written', async () => {
    const created = await create();
    const projection = await holdTheProjection();
    const answer = await ask(
      `/products/${created.body.id}`,
      created.headers.get('consistency-token') as string,
      10,
    );
    expect([answer.status, told(answer)]).toEqual([200, 'caught-up']);
    await projection.letGo();
  });

  it('are told of in the API docs', async () => {
    const { paths } = (await catalog.get('/docs-json')).body;
    for (const path of ['/products', '/products/{productId}']) {
      const { parameters, responses } = paths[path].get as {
        parameters: { name: string }[];
        responses: object;
      };
      expect(parameters.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['Consistency-Token', 'Prefer']),
      );
      expect(responses).toMatchObject({ 200: { headers: { Consistency: expect.anything() } } });
    }
  });
});
