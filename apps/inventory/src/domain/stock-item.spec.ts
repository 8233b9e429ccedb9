import { StockItem } from './stock-item';
import { OnHandBelowReserved } from './stock.errors';

describe('StockItem', () => {
  it('tells its numbers whenever they change', () => {
    const item = StockItem.restore({ productId: 'pen', onHand: 0, reserved: 0 });
    item.setOnHand(10);
    item.reserve(4);
    item.setOnHand(6);
    expect(item.pullEvents()).toEqual([
      { type: 'updated', productId: 'pen', onHand: 10, reserved: 0, available: 10 },
      { type: 'updated', productId: 'pen', onHand: 10, reserved: 4, available: 6 },
      { type: 'updated', productId: 'pen', onHand: 6, reserved: 4, available: 2 },
    ]);
  });

  it('can have as much on hand as is reserved, and not less', () => {
    const item = StockItem.restore({ productId: 'pen', onHand: 10, reserved: 4 });
    item.setOnHand(4);
    expect(item.available).toBe(0);
    item.pullEvents();
    expect(() => item.setOnHand(3)).toThrow(OnHandBelowReserved);
    expect(item.snapshot()).toEqual({ productId: 'pen', onHand: 4, reserved: 4 });
    expect(item.pullEvents()).toEqual([]);
  });

  it('cannot promise more than is available', () => {
    const item = StockItem.restore({ productId: 'pen', onHand: 10, reserved: 4 });
    expect(() => item.reserve(7)).toThrow(RangeError);
    expect(item.available).toBe(6);
  });
});
