import { MakeDailyReportsHandler } from '../src/commands/make-daily-reports/make-daily-reports.handler';
import { ToldOrder, type Wish } from './support/order-events';
import { Reporting } from './support/reporting';

jest.setTimeout(120_000);

let reporting: Reporting;
let handled = 0;

beforeEach(async () => {
  handled = 0;
  reporting = await Reporting.start();
});
afterEach(() => reporting.stop());

// As the real schedule finds nothing due in the future, these days are the test's own.
const makeAt = (now: string, app = reporting.service.app) =>
  app.get(MakeDailyReportsHandler).execute(new Date(now));
const get = async (path: string) => (await reporting.service.get(path)).body;

async function sellOn(day: string, ...wishes: Wish[]): Promise<ToldOrder> {
  const order = new ToldOrder(`${day}T10:00:00Z`, wishes.length > 0 ? wishes : undefined);
  await reporting.orders.tell(order.placed(), order.confirmed(`${day}T10:00:01Z`));
  await reporting.handled((handled += 2));
  return order;
}

/** What no projection writes: the report of its day cannot be computed. */
const spoil = ({ orderId }: ToldOrder) =>
  reporting.service.query(`update order_facts set lines = '{"spoilt": true}' where id = $1`, [orderId]);

const mend = ({ orderId }: ToldOrder) =>
  reporting.service.query(`update order_facts set lines = '[]' where id = $1`, [orderId]);

describe('a day of sales larger than any number in JavaScript', () => {
  it('has its report, to the cent, and so have the days after it', async () => {
    const [productId, price] = ['0190c5d2-1111-7abc-8def-1a2b3c4d0003', Number.MAX_SAFE_INTEGER];
    await sellOn('2098-03-01', { productId, price, quantity: 3 });
    await sellOn('2098-03-01', { productId, price });
    await sellOn('2098-03-02', { productId, price: 5 });
    const made = await makeAt('2098-03-04T00:10:00Z');
    expect(made).toEqual(['2098-03-01', '2098-03-02', '2098-03-03']);
    const revenue = { amount: '36028797018963964', currency: 'EUR' };
    expect((await get('/reports/daily/2098-03-01')).sales).toEqual({
      rows: [{ day: '2098-03-01', productId, name: 'Pen', quantity: '4', revenue }],
      totals: [revenue],
    });
    const range = 'from=2098-03-01&to=2098-03-02';
    expect((await get(`/reports/sales?${range}`)).totals).toEqual([
      { ...revenue, amount: '36028797018963969' },
    ]);
    expect((await get(`/reports/sales?${range}&format=csv`)).text).toContain(',4,36028797018963964,EUR\r\n');
    const { reports, failures } = await get('/reports/daily');
    expect(reports.map(({ sales }: { sales: object[] }) => sales)).toEqual([
      [],
      [{ amount: '5', currency: 'EUR' }],
      [revenue],
    ]);
    expect(failures).toEqual([]);
  });
});

describe('a day whose report cannot be made', () => {
  it('keeps no later one from being made, is told, and is tried again until it can', async () => {
    const spoilt = await sellOn('2098-03-01');
    await sellOn('2098-03-02');
    await spoil(spoilt);
    expect(await makeAt('2098-03-03T00:10:00Z')).toEqual(['2098-03-02']);
    const [at, again] = ['2098-03-03T00:10:00.000Z', '2098-03-03T00:11:00.000Z'];
    const failure = { day: '2098-03-01', since: at, tries: 1, triedAt: at, retryAt: again };
    expect((await get('/reports/daily')).failures).toEqual([failure]);
    expect(await get('/reports/daily/2098-03-01')).toMatchObject({
      status: 404,
      type: 'urn:problem:daily-report-failed',
      detail: expect.stringMatching(/tried once.* again at 2098-03-03T00:11:00.000Z/),
    });
    expect(await makeAt('2098-03-03T00:10:59Z')).toEqual([]); // not yet
    expect(await makeAt('2098-03-03T00:11:00Z')).toEqual([]);
    expect((await get('/reports/daily')).failures).toEqual([
      { ...failure, tries: 2, triedAt: again, retryAt: '2098-03-03T00:13:00.000Z' },
    ]);
    expect(await makeAt('2098-03-04T00:10:00Z')).toEqual(['2098-03-03']); // the next night, whatever becomes of that one
    await mend(spoilt);
    expect(await makeAt('2098-03-04T00:14:00Z')).toEqual(['2098-03-01']);
    expect((await get('/reports/daily')).failures).toEqual([]);
    expect(await get('/reports/daily/2098-03-01')).toMatchObject({
      revision: 1,
      orders: { totals: { placed: 1 } },
    });
  });

  it('is tried again by one replica of many', async () => {
    const replica = await reporting.service.startReplica();
    await spoil(await sellOn('2098-03-01'));
    await makeAt('2098-03-02T00:10:00Z');
    const apps = [reporting.service.app, replica.app, reporting.service.app, replica.app];
    await Promise.all(apps.map((app) => makeAt('2098-03-02T00:11:00Z', app)));
    expect((await get('/reports/daily')).failures).toMatchObject([{ tries: 2 }]);
  });

  it('and had one before keeps that, while the others are revised, also on a night whose own report fails', async () => {
    const [spoilt] = [await sellOn('2098-03-01'), await sellOn('2098-03-02')];
    expect(await makeAt('2098-03-03T00:10:00Z')).toEqual(['2098-03-01', '2098-03-02']);
    await spoil(spoilt);
    await sellOn('2098-03-02');
    await spoil(await sellOn('2098-03-03'));
    expect(await makeAt('2098-03-04T00:10:00Z')).toEqual([]);
    const { reports, failures } = await get('/reports/daily');
    expect(failures).toMatchObject([{ day: '2098-03-03' }, { day: '2098-03-01' }]);
    expect(reports).toMatchObject([
      { day: '2098-03-02', revision: 2, sales: [{ amount: '200' }] },
      { day: '2098-03-01', revision: 1, sales: [{ amount: '100' }] },
    ]);
    await mend(spoilt);
    expect(await makeAt('2098-03-04T00:11:00Z')).toEqual([]);
    expect(await get('/reports/daily/2098-03-01')).toMatchObject({ revision: 2, sales: { totals: [] } });
  });
});
