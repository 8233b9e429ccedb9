import { MakeDailyReportsHandler } from '../src/commands/make-daily-reports/make-daily-reports.handler';
import { ToldOrder } from './support/order-events';
import { Reporting } from './support/reporting';

jest.setTimeout(60_000);

let reporting: Reporting;

beforeAll(async () => {
  reporting = await Reporting.start({ REPORTS_TIME_ZONE: 'Europe/Berlin' });
  // All on 30 March 2031 there, a day of 23 hours, but for the first and the last.
  const moments = [
    '2031-03-29T22:59:59Z',
    '2031-03-29T23:00:00Z',
    '2031-03-30T21:59:59Z',
    '2031-03-30T22:00:00Z',
  ];
  for (const at of moments) {
    const order = new ToldOrder(at);
    await reporting.orders.tell(order.placed(), order.confirmed(at));
  }
  await reporting.handled(8);
});
afterAll(() => reporting.stop());

const get = async (path: string) => (await reporting.service.get(path)).body;

describe('in a shop in Berlin', () => {
  it('sales and orders go by the days of Berlin', async () => {
    const range = 'from=2031-03-29&to=2031-03-31';
    const { rows } = await get(`/reports/sales?${range}`);
    expect(rows.map(({ day }: { day: string }) => day)).toEqual([
      '2031-03-29',
      '2031-03-30',
      '2031-03-30',
      '2031-03-31',
    ]);
    const { days } = await get(`/reports/orders?${range}`);
    expect(days).toMatchObject([
      { day: '2031-03-29', placed: 1 },
      { day: '2031-03-30', placed: 2 },
      { day: '2031-03-31', placed: 1 },
    ]);
    expect((await get('/reports/sales?from=2031-03-30&to=2031-03-30')).rows).toHaveLength(2);
  });

  it('a day has its report after its own midnight, and says whose day it is', async () => {
    const makeAt = (now: string) => reporting.service.app.get(MakeDailyReportsHandler).execute(new Date(now));
    expect(await makeAt('2031-03-30T22:09:59Z')).toEqual(['2031-03-29']);
    expect(await makeAt('2031-03-30T22:10:00Z')).toEqual(['2031-03-30']);
    expect(await get('/reports/daily/2031-03-30')).toMatchObject({
      timeZone: 'Europe/Berlin',
      sales: { totals: [{ amount: '200', currency: 'EUR' }] },
      orders: { totals: { placed: 2 } },
    });
  });
});
