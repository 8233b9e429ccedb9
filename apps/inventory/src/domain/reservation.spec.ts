import fc from 'fast-check';
import type { Line } from './line';
import { Reservation } from './reservation';
import { StockItem } from './stock-item';

const item = (productId: string, onHand: number, reserved = 0) =>
  StockItem.restore({ productId, onHand, reserved });

describe('Reservation', () => {
  it('sets everything aside when there is enough of everything', () => {
    const stock = [item('pen', 10, 4), item('ink', 2)];
    const lines = [
      { productId: 'pen', quantity: 6 },
      { productId: 'ink', quantity: 1 },
    ];
    const reservation = Reservation.attempt('order', lines, stock);
    expect(stock.map(({ available }) => available)).toEqual([0, 1]);
    expect(reservation.snapshot()).toEqual({ orderId: 'order', status: 'reserved', lines });
    expect(reservation.pullEvents()).toEqual([{ type: 'reserved', orderId: 'order', lines }]);
  });

  it('touches nothing when there is too little of one product, and names every such product', () => {
    const stock = [item('pen', 10), item('ink', 2, 1)];
    const reservation = Reservation.attempt(
      'order',
      [
        { productId: 'pen', quantity: 1 },
        { productId: 'ink', quantity: 2 },
        { productId: 'pad', quantity: 3 },
      ],
      stock,
    );
    expect(stock.flatMap((each) => each.pullEvents())).toEqual([]);
    expect(reservation.snapshot().status).toBe('rejected');
    expect(reservation.pullEvents()).toEqual([
      {
        type: 'rejected',
        orderId: 'order',
        shortLines: [
          { productId: 'ink', requested: 2, available: 1 },
          { productId: 'pad', requested: 3, available: 0 },
        ],
      },
    ]);
  });

  it('adds up the lines of one product before it looks at the stock', () => {
    const wanted = [
      { productId: 'pen', quantity: 3 },
      { productId: 'pen', quantity: 3 },
    ];
    expect(Reservation.attempt('order', wanted, [item('pen', 5)]).snapshot().status).toBe('rejected');
    const enough = Reservation.attempt('order', wanted, [item('pen', 6)]).snapshot();
    expect(enough).toMatchObject({ status: 'reserved', lines: [{ productId: 'pen', quantity: 6 }] });
  });

  it('never promises more than there is, whatever is asked for in whatever order', () => {
    const product = fc.constantFrom('pen', 'ink', 'pad');
    const line: fc.Arbitrary<Line> = fc.record({
      productId: product,
      quantity: fc.integer({ min: 1, max: 5 }),
    });
    const orders = fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(orders, (wishes) => {
        const stock = [item('pen', 9), item('ink', 4), item('pad', 0)];
        const reserved = wishes
          .map((lines, index) => Reservation.attempt(`order-${index}`, lines, stock).snapshot())
          .filter(({ status }) => status === 'reserved')
          .flatMap(({ lines }) => lines);
        for (const each of stock) {
          const promised = reserved.filter(({ productId }) => productId === each.productId);
          const total = promised.reduce((sum, { quantity }) => sum + quantity, 0);
          expect(each.snapshot().reserved).toBe(total);
          expect(each.available).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
