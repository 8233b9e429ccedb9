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
    expect(rows.map(({ revenue }) => revenue.amount)).toEqual([100, 20, 3]);
    expect(totals).toEqual([
      { amount: 23, currency: 'EUR' },
      { amount: 100, currency: 'USD' },
    ]);
  });

  it('would rather fail than be wrong by a cent', () => {
    const most = String(Number.MAX_SAFE_INTEGER);
    expect(salesReport([sold({ amount: most })]).totals).toEqual([
      { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' },
    ]);
    expect(() => salesReport([sold({ amount: most }), sold({ amount: '1' })])).toThrow(RangeError);
  });
});
