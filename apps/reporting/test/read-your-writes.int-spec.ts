import { ConsistencyToken } from '@warren/eventing';
import { Hold, type Answer } from '@warren/platform/testing';
import { ToldOrder } from './support/order-events';
import { Reporting } from './support/reporting';

jest.setTimeout(60_000);

let reporting: Reporting;

beforeAll(async () => {
  reporting = await Reporting.start();
});
afterAll(() => reporting.stop());

/** What orders answers a command with. */
const tokenOf = ({ orderId }: ToldOrder, sequence: number) =>
  new ConsistencyToken(new Map([[`/orders/order/${orderId}`, sequence]])).toString();

const ask = (report: string, token: string, wait: number) =>
  reporting.service.get(report, { headers: { 'consistency-token': token, prefer: `wait=${wait}` } });

const told = ({ status, headers }: Answer) => ({
  status,
  consistency: headers.get('consistency'),
  applied: headers.get('preference-applied'),
});

/** Keeps the projection from writing, not the queries from reading, until it is let go. */
const holdTheProjection = () =>
  Hold.on(reporting.service.databaseUrl, 'lock table order_facts in exclusive mode');

describe('a report with the token of an order', () => {
  it('and a wait has that order in it, however slow the deliveries are', async () => {
    const order = new ToldOrder('2031-01-01T10:00:00Z');
    const [placed, confirmed] = [order.placed(), order.confirmed('2031-01-01T10:00:01Z')];
    const [outcomes, sales] = ['orders', 'sales'].map(
      (name) => `/reports/${name}?from=2031-01-01&to=2031-01-01`,
    ) as [string, string];
    const projection = await holdTheProjection();
    await reporting.orders.tell(placed, confirmed);
    await projection.untilWaitedFor();
    const waiting = [ask(outcomes, tokenOf(order, 1), 10), ask(sales, tokenOf(order, 2), 10)];
    const impatient = await ask(sales, tokenOf(order, 2), 0);
    expect(told(impatient)).toEqual({ status: 200, consistency: 'behind', applied: null });
    expect(impatient.body.rows).toEqual([]);
    await projection.letGo();
    const [inOutcomes, inSales] = (await Promise.all(waiting)) as [Answer, Answer];
    for (const answer of [inOutcomes, inSales])
      expect(told(answer)).toEqual({ status: 200, consistency: 'caught-up', applied: 'wait=10' });
    expect(inOutcomes.body.totals.placed).toBe(1);
    expect(inSales.body.totals).toEqual([{ amount: '100', currency: 'EUR' }]);
    const csv = await ask(`${sales}&format=csv`, tokenOf(order, 2), 10);
    expect(told(csv).consistency).toBe('caught-up');
    expect(csv.body.text).toContain(',100,EUR');
    expect(csv.headers.get('vary')).toMatch(/Prefer, Consistency-Token, Accept/);
  });

  it('is told of in the API docs', async () => {
    const { paths } = (await reporting.service.get('/docs-json')).body;
    for (const path of ['/reports/sales', '/reports/orders']) {
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
