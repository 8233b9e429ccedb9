import { DataSource } from 'typeorm';
import { eventually } from '@warren/eventing/testing';
import { untilAvailable } from '@warren/platform/testing';
import { MakeDailyReportsHandler } from '../src/commands/make-daily-reports/make-daily-reports.handler';
import { Reporting } from './support/reporting';

jest.setTimeout(120_000);

let reporting: Reporting;

const start = async (settings: Record<string, string>) => {
  reporting = await Reporting.start(settings);
};
afterEach(() => reporting.stop());

const RANGE = 'from=2031-01-01&to=2031-12-31';

/** As if there were so many facts that no report could be computed, until it is released. */
async function holdTheFacts(): Promise<() => Promise<void>> {
  const session = reporting.service.app.get(DataSource).createQueryRunner();
  await session.startTransaction();
  await session.query('lock table order_facts in access exclusive mode');
  return async () => {
    await session.rollbackTransaction();
    await session.release();
  };
}

/** Confirmed orders on one day, each of a product of its own. */
const sell = (count: number) =>
  reporting.service.query(
    `insert into order_facts (id, status, placed_at, confirmed_at, lines)
     select gen_random_uuid(), 'confirmed', '2031-06-01', '2031-06-01', jsonb_build_array(jsonb_build_object(
              'productId', gen_random_uuid(), 'name', 'Pen', 'quantity', 1,
              'unitPrice', jsonb_build_object('amount', 100, 'currency', 'EUR')))
       from generate_series(1, $1::int)`,
    [count],
  );

const TOO_LONG = {
  status: 503,
  type: 'urn:problem:report-took-too-long',
  detail: expect.stringMatching(/within 1s\. Ask for fewer days at once.*GET \/reports\/daily\/\{day\}/),
};

describe('a report that takes too long', () => {
  it.each(['sales', 'orders'])('of %s is a problem that says what to do, and works later', async (report) => {
    await start({ REPORT_WITHIN: '1s' });
    const release = await holdTheFacts();
    const ask = () => reporting.service.get(`/reports/${report}?${RANGE}`);
    const answers = await Promise.all([ask(), ask(), ask(), ask()]); // three are computed, the fourth does not get its turn
    for (const { headers, body } of answers) {
      expect(body).toMatchObject(TOO_LONG);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(headers.get('retry-after')).toBe('5');
    }
    await release();
    expect((await untilAvailable(ask)).status).toBe(200);
  });

  it('takes no connection from the rest of the service, however many ask, and each has its turn', async () => {
    await start({ REPORT_WITHIN: '1m', DATABASE_POOL_SIZE: '6' });
    const release = await holdTheFacts();
    const asked = Array.from({ length: 20 }, () => reporting.service.get(`/reports/sales?${RANGE}`));
    await eventually('three reports to wait for the facts', async () => {
      const waiting = await reporting.service.query(
        `select from pg_locks where relation = 'order_facts'::regclass and not granted`,
      );
      return waiting.length === 3;
    });
    expect((await reporting.service.get('/reports/daily')).status).toBe(200);
    expect((await reporting.service.get('/health/ready')).body.status).toBe('ready');
    await release();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 200));
  });
});

describe('a report of more than fits into memory', () => {
  it('is refused; the report of the day is made all the same', async () => {
    await start({ REPORT_WITHIN: '2m' });
    await sell(50_000);
    expect((await reporting.service.get(`/reports/sales?${RANGE}`)).body.rows).toHaveLength(50_000);
    await sell(1);
    for (const format of ['json', 'csv']) {
      const { body } = await reporting.service.get(`/reports/sales?${RANGE}&format=${format}`);
      expect(body).toMatchObject({
        status: 422,
        type: 'urn:problem:too-many-sales',
        detail: expect.stringMatching(/more than 50000 .* Ask for fewer days at once/),
      });
    }
    await reporting.service.app.get(MakeDailyReportsHandler).execute(new Date('2031-06-02T00:10:00Z'));
    const { body } = await reporting.service.get('/reports/daily');
    expect(body.reports).toMatchObject([
      { day: '2031-06-01', sales: [{ amount: '5000100', currency: 'EUR' }] },
    ]);
  });
});
