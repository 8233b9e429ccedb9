import { StockItem, type StockItemState } from './stock-item';
import { OnHandBelowReserved } from './stock.errors';

const state = { productId: 'pen', onHand: 0, reserved: 0, sold: 0, reorderThreshold: null };
const pen = (known: Partial<StockItemState> = {}) => StockItem.restore({ ...state, ...known });

describe('StockItem', () => {
  it('tells its numbers whenever they change', () => {
    const item = pen();
    item.count(10);
    item.reserve(4);
    item.release(1);
    item.sell(2);
    item.sellAvailable(5);
    item.takeBack(7);
    item.count(6);
    const numbers = (onHand: number, reserved: number, available: number) => {
      return { type: 'updated', productId: 'pen', onHand, reserved, available };
    };
    expect(item.pullEvents()).toEqual([
      numbers(10, 0, 10),
      numbers(10, 4, 6),
      numbers(10, 3, 7),
      numbers(8, 1, 7),
      numbers(3, 1, 2),
      numbers(10, 1, 9),
      numbers(6, 1, 5),
    ]);
  });

  it('moves what is sold from the shelf to what is sold, and back', () => {
    const item = pen({ onHand: 10, reserved: 4 });
    item.sell(3);
    expect(item.snapshot()).toMatchObject({ onHand: 7, reserved: 1, sold: 3 });
    item.takeBack(3);
    expect(item.snapshot()).toMatchObject({ onHand: 10, reserved: 1, sold: 0 });
  });

  it('can have as much on hand as is reserved, and not less', () => {
    const item = pen({ onHand: 10, reserved: 4 });
    item.count(4);
    expect(item.available).toBe(0);
    item.pullEvents();
    expect(() => item.count(3, 9)).toThrow(OnHandBelowReserved);
    expect(item.snapshot()).toEqual({ ...state, onHand: 4, reserved: 4 });
    expect(item.pullEvents()).toEqual([]);
  });

  it.each<[string, (item: StockItem) => void]>([
    ['promise or sell more than is available', (item) => item.reserve(7)],
    ['sell more than is available', (item) => item.sellAvailable(7)],
    ['release more than is reserved', (item) => item.release(5)],
    ['sell more than is reserved', (item) => item.sell(5)],
    ['take back more than was sold', (item) => item.takeBack(3)],
  ])('cannot %s', (_, act) => {
    const before = { ...state, onHand: 10, reserved: 4, sold: 2 };
    const item = pen(before);
    expect(() => act(item)).toThrow(RangeError);
    expect(item.snapshot()).toEqual(before);
    expect(item.pullEvents()).toEqual([]);
  });
});

describe('running low', () => {
  const warnings = (item: StockItem) => item.pullEvents().filter(({ type }) => type === 'running-low');

  it('is told once when available falls to the threshold, and again only after it has been above', () => {
    const item = pen({ onHand: 10, reorderThreshold: 5 });
    item.reserve(4);
    expect(warnings(item)).toEqual([]);
    item.reserve(1);
    const low = { type: 'running-low', productId: 'pen', available: 5, reorderThreshold: 5 };
    expect(warnings(item)).toEqual([low]);
    item.reserve(1);
    item.sell(3);
    item.release(1);
    expect(warnings(item)).toEqual([]);
    item.release(1);
    item.reserve(1);
    expect(warnings(item)).toEqual([low]);
  });

  it('is told when a count or the threshold makes it so, and not when either leaves it so', () => {
    const item = pen();
    item.count(20);
    expect(warnings(item)).toEqual([]);
    item.count(20, 20);
    expect(warnings(item)).toHaveLength(1);
    item.count(15);
    item.count(15, 30);
    expect(warnings(item)).toEqual([]);
    item.count(15, 10);
    item.count(9);
    expect(warnings(item)).toMatchObject([{ available: 9, reorderThreshold: 10 }]);
  });

  it('is told of a product that is low from the first count on', () => {
    const item = pen();
    item.count(0, 0);
    expect(warnings(item)).toMatchObject([{ available: 0, reorderThreshold: 0 }]);
  });

  it('keeps the threshold when a count does not name it, and is never told when null has taken it away', () => {
    const item = pen({ onHand: 10, reorderThreshold: 5 });
    item.count(8);
    expect(item.snapshot().reorderThreshold).toBe(5);
    item.count(8, null);
    item.reserve(8);
    expect(warnings(item)).toEqual([]);
  });
});
