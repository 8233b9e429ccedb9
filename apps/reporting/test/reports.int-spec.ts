import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { EventEnvelope } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { ToldOrder } from './support/order-events';
import { Reporting } from './support/reporting';

jest.setTimeout(120_000);

let reporting: Reporting;
let applied = 0;

beforeAll(async () => {
  reporting = await Reporting.start();
});

afterAll(() => reporting.stop());

const get = async (path: string, headers?: Record<string, string>) =>
  reporting.service.get(path, headers && { headers });

/** Tells of these events, and waits until they are in the reports. */
async function tell(...events: EventEnvelope[]): Promise<void> {
  await reporting.orders.tell(...events);
  await reporting.handled((applied += new Set(events.map(({ id }) => id)).size));
}

describe('GET /reports/sales', () => {
  it('adds up confirmed orders by their day of confirmation, product and currency', async () => {
    const [pen, ink] = [randomUUID(), randomUUID()].sort() as [string, string];
    const early = new ToldOrder('2031-01-01T10:00:00Z', [
      { productId: pen, name: 'Pen', quantity: 2, price: 250 },
      { productId: ink, name: 'Ink', quantity: 1, price: 1999, currency: 'USD' },
      { productId: pen, name: 'Pen', quantity: 1, price: 200 },
    ]);
    // Placed on the first day, confirmed on the second; the time zone says so, too.
    const late = new ToldOrder('2031-01-01T23:59:00Z', [{ productId: pen, name: 'Pen, new', price: 300 }]);
    const never = new ToldOrder('2031-01-01T11:00:00Z', [{ productId: pen, quantity: 99 }]);
    await tell(
      early.placed(),
      early.confirmed('2031-01-01T23:59:59.999Z'),
      late.placed(),
      late.confirmed('2031-01-01T19:00:00-05:00'),
      never.placed(),
      never.cancelled(),
    );
    const both = await get('/reports/sales?from=2031-01-01&to=2031-01-02');
    expect(both.body).toEqual({
      rows: [
        {
          day: '2031-01-01',
          productId: pen,
          name: 'Pen',
          quantity: '3',
          revenue: { amount: '700', currency: 'EUR' },
        },
        {
          day: '2031-01-01',
          productId: ink,
          name: 'Ink',
          quantity: '1',
          revenue: { amount: '1999', currency: 'USD' },
        },
        {
          day: '2031-01-02',
          productId: pen,
          name: 'Pen, new',
          quantity: '1',
          revenue: { amount: '300', currency: 'EUR' },
        },
      ],
      totals: [
        { amount: '1000', currency: 'EUR' },
        { amount: '1999', currency: 'USD' },
      ],
    });
    const second = await get('/reports/sales?from=2031-01-02&to=2031-01-02');
    expect(second.body.rows).toEqual(both.body.rows.slice(2));
    expect((await get('/reports/sales?from=2031-01-03&to=2031-01-03')).body).toEqual({
      rows: [],
      totals: [],
    });
  });

  it('is a CSV that no spreadsheet runs', async () => {
    const [one, two] = [randomUUID(), randomUUID()].sort() as [string, string];
    const order = new ToldOrder('2031-02-01T10:00:00Z', [
      { productId: one, name: '=HYPERLINK("http://evil")', quantity: 2, price: 5 },
      { productId: two, name: 'Pen, "blue"\nbroad', price: 7, currency: 'JPY' },
    ]);
    await tell(order.placed(), order.confirmed('2031-02-01T10:00:01Z'));
    const csv =
      'day,productId,name,quantity,revenue,currency\r\n' +
      `2031-02-01,${one},"'=HYPERLINK(""http://evil"")",2,10,EUR\r\n` +
      `2031-02-01,${two},"Pen, ""blue""\nbroad",1,7,JPY\r\n`;
    const path = '/reports/sales?from=2031-02-01&to=2031-02-01';
    for (const answer of [await get(`${path}&format=csv`), await get(path, { accept: 'text/csv' })]) {
      expect(answer.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
      expect(answer.headers.get('content-disposition')).toContain('sales-2031-02-01-to-2031-02-01.csv');
      expect(answer.body.text).toBe(csv);
    }
    expect((await get(`${path}&format=json`, { accept: 'text/csv' })).body.rows).toHaveLength(2);
    const semicolons = await get(`${path}&format=csv&separator=semicolon`);
    expect(semicolons.body.text).toContain(`2031-02-01;${two};"Pen, ""blue""\nbroad";1;7;JPY\r\n`);
    const file = await (
      await fetch(`${reporting.service.url}${path}&format=csv`, {
        headers: await reporting.service.credentials(),
      })
    ).arrayBuffer();
    expect([...new Uint8Array(file).slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 'd'.charCodeAt(0)]);
  });
});

describe('GET /reports/orders', () => {
  it('says what became of the orders placed on a day, and why', async () => {
    const at = '2031-03-01T10:00:00Z';
    const [sold, short, shorter, gone, open] = Array.from({ length: 5 }, () => new ToldOrder(at)) as [
      ToldOrder,
      ToldOrder,
      ToldOrder,
      ToldOrder,
      ToldOrder,
    ];
    const reason = (count: number) => `Too little stock: ${count} of "Pen ${randomUUID()}" were ordered`;
    await tell(
      ...[sold, short, shorter, gone, open].map((order) => order.placed()),
      sold.confirmed('2031-03-05T10:00:00Z'),
      short.rejected(reason(3)),
      shorter.rejected(reason(12)),
      gone.cancelled('payment-failed'),
    );
    const counts = { placed: 5, confirmed: 1, rejected: 2, cancelled: 1, open: 1, conversionRate: 0.2 };
    expect((await get('/reports/orders?from=2031-03-01&to=2031-03-31')).body).toEqual({
      days: [{ day: '2031-03-01', ...counts }],
      totals: counts,
      cancellations: [{ cause: 'payment-failed', count: 1 }],
      rejections: {
        reasons: [{ reason: 'Too little stock: … of … were ordered', count: 2 }],
        others: 0,
      },
    });
    expect((await get('/reports/orders?from=2031-03-05&to=2031-03-05')).body.totals).toMatchObject({
      placed: 0,
      conversionRate: null,
    });
  });
});

describe('the reasons of rejections', () => {
  it('are the twenty most frequent ones, and how many had others', async () => {
    const letters = [...'abcdefghijklmnopqrstuv', 'v']; // 22 reasons, one of them twice
    await tell(
      ...letters.flatMap((letter) => {
        const order = new ToldOrder('2031-04-01T10:00:00Z');
        return [order.placed(), order.rejected(`Because of ${letter}`)];
      }),
    );
    const { rejections } = (await get('/reports/orders?from=2031-04-01&to=2031-04-01')).body;
    expect(rejections.reasons).toHaveLength(20);
    expect(rejections.reasons[0]).toEqual({ reason: 'Because of v', count: 2 });
    expect(rejections.others).toBe(2);
  });
});

describe('the range of days', () => {
  it.each([
    ['from=2031-01-02&to=2031-01-01', 'to', 'to must not be before from'],
    ['from=2031-01-01&to=2032-01-02', 'to', 'to must be at most 366 days from from, counting both'],
    ['from=2031-02-29&to=2031-03-01', 'from', 'from must be a day of the calendar, written like 2025-03-01'],
    ['to=2031-03-01', 'from', 'from is missing'],
    ['from=2031-01-01T00:00:00Z&to=2031-01-01', 'from', undefined],
    ['from=2031-01-01&from=2031-01-01&to=2031-01-01', 'from', undefined],
    ['from[a]=2031-01-01&to=2031-01-01', 'from', undefined],
    ['from=0000-01-01&to=0000-01-01', 'from', undefined],
    ["from=2031-01-01&to=2031-01-01'--", 'to', undefined],
    ['from=2031-01-01&to=2031-01-01&format=xml', 'format', undefined],
    ['from=2031-01-01&to=2031-01-01&format=csv&separator=|', 'separator', undefined],
    ['from=2031-01-01&to=2031-01-01&day=1', 'day', undefined],
  ])('?%s is refused', async (query, field, detail) => {
    const { status, body } = await get(`/reports/sales?${query}`);
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:problem:invalid-request' });
    expect(body.errors[0].field).toMatch(field);
    if (detail) expect(body.errors[0].detail).toBe(detail);
  });

  it('may be a leap year', async () => {
    expect((await get('/reports/orders?from=2032-01-01&to=2032-12-31')).status).toBe(200);
  });
});

describe('events that come as they please', () => {
  it('make the same report shuffled, doubled and over two replicas as in order', async () => {
    const replica = await reporting.service.startReplica();
    const outcomes = fc.constantFrom('confirmed', 'cancelled', 'rejected', 'open');
    let month = 0;
    const plan = fc.array(fc.tuple(outcomes, fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(plan, fc.infiniteStream(fc.nat()), async (orders, numbers) => {
        const day = `2033-${String((month++ % 12) + 1).padStart(2, '0')}-01`;
        const told = orders.map(([outcome, quantity]) => historyOf(day, outcome, quantity));
        const events = told.flat();
        const deliveries = [...events, ...events.filter(() => (numbers.next().value as number) % 2 === 0)]
          .map((event) => ({ event, place: numbers.next().value as number }))
          .sort((one, other) => one.place - other.place)
          .map(({ event }) => event);
        await tell(...deliveries);
        const count = (which: string) => orders.filter(([outcome]) => outcome === which).length;
        const sold = orders.filter(([outcome]) => outcome === 'confirmed').reduce((sum, [, n]) => sum + n, 0);
        const range = `from=${day}&to=${day}`;
        expect((await replica.get(`/reports/orders?${range}`)).body.totals).toMatchObject({
          placed: orders.length,
          confirmed: count('confirmed'),
          cancelled: count('cancelled'),
          rejected: count('rejected'),
          open: count('open'),
        });
        expect((await get(`/reports/sales?${range}`)).body.totals).toEqual(
          sold > 0 ? [{ amount: String(sold * 100), currency: 'EUR' }] : [],
        );
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  function historyOf(day: string, outcome: string, quantity: number): EventEnvelope[] {
    const order = new ToldOrder(`${day}T12:00:00Z`, [{ quantity }]);
    const placed = order.placed();
    if (outcome === 'confirmed') return [placed, order.confirmed(`${day}T12:00:01Z`)];
    if (outcome === 'cancelled') return [placed, order.cancelled()];
    return outcome === 'rejected' ? [placed, order.rejected('Too little stock')] : [placed];
  }

  it('wait for what comes late: a confirmation before its order counts once the order is there', async () => {
    const order = new ToldOrder('2034-01-01T10:00:00Z', [{ quantity: 3 }]);
    const [placed, confirmed] = [order.placed(), order.confirmed('2034-01-02T10:00:00Z')];
    await reporting.orders.tell(confirmed);
    await eventually('the confirmation to be held', async () => {
      const rows = await reporting.service.query('select 1 from eventing.projection_held');
      return rows.length === 2; // by each projection
    });
    const sales = '/reports/sales?from=2034-01-02&to=2034-01-02';
    expect((await get(sales)).body.rows).toEqual([]);
    await reporting.orders.tell(placed, confirmed);
    await reporting.handled((applied += 2));
    expect((await get(sales)).body.totals).toEqual([{ amount: '300', currency: 'EUR' }]);
  });

  it('are parked when they are malformed or cannot be counted, and hold up nothing else', async () => {
    const parked = async () =>
      Number(
        (await reporting.service.query<{ count: string }>('select count(*) from eventing.dead_letters'))[0]
          ?.count,
      );
    const before = await parked();
    const huge = new ToldOrder('2034-02-01T10:00:00Z', [{ price: Number.MAX_SAFE_INTEGER + 1 }]).placed();
    const fine = new ToldOrder('2034-02-01T10:00:00Z');
    await reporting.orders.tellNonsense('orders.order-placed.v1', { specversion: '0.3' });
    const broken = new ToldOrder('2034-02-01T10:00:00Z').placed();
    await reporting.orders.tell(huge, { ...broken, data: { ...(broken.data as object), lines: [] } });
    await reporting.orders.tell(fine.placed(), fine.confirmed('2034-02-01T10:00:01Z'));
    await eventually(
      'the three to be parked, the huge one by the facts alone',
      async () => (await parked()) - before >= 5,
    );
    const sales = async () =>
      (await get('/reports/sales?from=2034-02-01&to=2034-02-01')).body.totals as object[];
    await eventually('the sale beside them to be counted', async () => (await sales()).length > 0);
    expect(await sales()).toEqual([{ amount: '100', currency: 'EUR' }]);
  });
});
