import { eventually } from '@warren/eventing/testing';
import { Hold } from '@warren/platform/testing';
import { MakeDailyReportsHandler } from '../src/commands/make-daily-reports/make-daily-reports.handler';
import { ToldOrder } from './support/order-events';
import { Reporting } from './support/reporting';

jest.setTimeout(120_000);

let reporting: Reporting;

beforeEach(async () => {
  reporting = await Reporting.start();
});

afterEach(() => reporting.stop());

const makeAt = (now: string, app = reporting.service.app) =>
  app.get(MakeDailyReportsHandler).execute(new Date(now));
const report = async (path: string) => (await reporting.service.get(`/reports/daily${path}`)).body;

/** As the real schedule finds nothing due in the future, these days are the test's own. */
async function sell(placedAt: string, confirmedAt: string): Promise<void> {
  const order = new ToldOrder(placedAt);
  await reporting.orders.tell(order.placed(), order.confirmed(confirmedAt));
  await reporting.handled((handled += 2));
}
let handled = 0;
beforeEach(() => (handled = 0));

describe('daily reports', () => {
  it('are made once the day is due, for every day that was missed, and once', async () => {
    await sell('2098-03-01T10:00:00Z', '2098-03-01T10:00:01Z');
    expect(await makeAt('2098-03-02T00:09:59Z')).toEqual([]);
    expect(await makeAt('2098-03-02T00:10:00Z')).toEqual(['2098-03-01']);
    expect(await makeAt('2098-03-02T00:11:00Z')).toEqual([]);
    expect(await makeAt('2098-03-05T12:00:00Z')).toEqual(['2098-03-02', '2098-03-03', '2098-03-04']);
    expect(await report('/2098-03-01')).toMatchObject({
      day: '2098-03-01',
      revision: 1,
      asOf: expect.stringMatching(/Z$/),
      sales: { totals: [{ amount: '100', currency: 'EUR' }] },
      orders: { totals: { placed: 1, confirmed: 1, conversionRate: 1 } },
    });
    expect(await report('/2098-03-03')).toMatchObject({ revision: 1, sales: { rows: [], totals: [] } });
    const { reports, ...page } = await report('');
    expect(reports.map(({ day }: { day: string }) => day)).toEqual([
      '2098-03-04',
      '2098-03-03',
      '2098-03-02',
      '2098-03-01',
    ]);
    expect(page).toEqual({ failures: [], page: 1, pageSize: 31, hasMore: false });
  });

  it('are revised with the next report when events came late, and the old revision stays', async () => {
    await sell('2098-03-01T10:00:00Z', '2098-03-01T10:00:01Z');
    await makeAt('2098-03-02T00:10:00Z');
    await sell('2098-03-01T23:00:00Z', '2098-03-01T23:59:59Z');
    expect((await report('/2098-03-01')).revision).toBe(1);
    await makeAt('2098-03-03T00:10:00Z');
    expect(await report('/2098-03-01')).toMatchObject({
      revision: 2,
      sales: { totals: [{ amount: '200', currency: 'EUR' }] },
    });
    expect(await report('/2098-03-01?revision=1')).toMatchObject({
      sales: { totals: [{ amount: '100', currency: 'EUR' }] },
    });
    await makeAt('2098-03-04T00:10:00Z');
    expect((await report('/2098-03-01')).revision).toBe(2); // nothing new, nothing revised
    expect((await report('')).reports.map(({ revision }: { revision: number }) => revision)).toEqual([
      1, 1, 2,
    ]);
  });

  it('are one a day with two replicas at it at the same moment', async () => {
    const replica = await reporting.service.startReplica();
    await sell('2098-03-01T10:00:00Z', '2098-03-01T10:00:01Z');
    const apps = [reporting.service.app, replica.app, reporting.service.app, replica.app];
    const made = await Promise.all(apps.map((app) => makeAt('2098-03-21T00:10:00Z', app)));
    expect(made.flat().sort()).toEqual(
      Array.from({ length: 20 }, (_, index) => `2098-03-${String(index + 1).padStart(2, '0')}`),
    );
    const rows = await reporting.service.query<{ days: number; reports: number }>(
      'select count(distinct day)::int as days, count(*)::int as reports from daily_reports',
    );
    expect(rows).toEqual([{ days: 20, reports: 20 }]);
  });

  it('wait for a replica that hangs, but not for ever', async () => {
    await sell('2098-03-01T10:00:00Z', '2098-03-01T10:00:01Z');
    const hanging = await Hold.on(
      reporting.service.databaseUrl,
      `select pg_advisory_xact_lock(hashtextextended('daily_reports', 0))`,
    );
    await expect(makeAt('2098-03-02T00:10:00Z')).rejects.toThrow('lock timeout');
    await hanging.letGo();
    expect(await makeAt('2098-03-02T00:11:00Z')).toEqual(['2098-03-01']);
  });

  it('are caught up when a service starts', async () => {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const order = new ToldOrder(ago(4).toISOString());
    await reporting.orders.tell(order.placed());
    await reporting.handled(1);
    await reporting.service.startReplica();
    await eventually('the missed days to have reports', async () => (await report('')).reports.length >= 2);
    const rows = await reporting.service.query<{ day: string }>(
      `select to_char(min(day), 'YYYY-MM-DD') as day from daily_reports`,
    );
    expect(rows).toEqual([{ day: ago(4).toISOString().slice(0, 10) }]);
  });

  it('are no older than a year when an order comes with the clock of another time', async () => {
    await sell('1970-01-01T00:00:00Z', '1970-01-01T00:00:01Z');
    const made = await makeAt('2098-03-02T00:10:00Z');
    expect(made).toHaveLength(366);
    expect(made.at(-1)).toBe('2098-03-01');
  });

  it('answer malformed requests with what is wrong, and a day without a report with 404', async () => {
    const malformed = [
      '/2098-02-29',
      '/yesterday',
      '/2098-01-01?revision=0',
      '/2098-01-01?revision=x',
      '?page=0',
    ];
    for (const path of malformed) {
      const { status, type } = await report(path);
      expect({ path, status, type }).toEqual({ path, status: 400, type: 'urn:problem:invalid-request' });
    }
    expect(await report('/2098-01-01')).toMatchObject({
      status: 404,
      type: 'urn:problem:daily-report-not-found',
    });
  });
});
