import { salesReport, type SummedSales } from './sales-report';

const sold = (changes: Partial<SummedSales>): SummedSales => ({
  day: '2025-03-01',
  productId: '0190c5d2-1111-7abc-8def-1a2b3c4d0003',
  name: 'Pen',
  quantity: '1',
  amount: '100',
  currency: 'EUR',
  ...changes,
});

describe('salesReport', () => {
  it('adds up each currency by itself', () => {
    const { rows, totals } = salesReport([
      sold({ currency: 'USD' }),
      sold({ amount: '20' }),
      sold({ amount: '3' }),
    ]);
    expect(rows.map(({ revenue }) => revenue.amount)).toEqual(['100', '20', '3']);
    expect(totals).toEqual([
      { amount: '23', currency: 'EUR' },
      { amount: '100', currency: 'USD' },
    ]);
  });

  it('is exact, however large its sums are', () => {
    const most = String(Number.MAX_SAFE_INTEGER);
    const { rows, totals } = salesReport([
      sold({ amount: most, quantity: '18014398509481983' }),
      sold({ amount: '2' }),
    ]);
    expect(rows[0]).toMatchObject({ quantity: '18014398509481983', revenue: { amount: most } });
    expect(totals).toEqual([{ amount: '9007199254740993', currency: 'EUR' }]); // which no number in JavaScript is
  });
});
