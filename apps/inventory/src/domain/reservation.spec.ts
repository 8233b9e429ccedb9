import { Reservation } from './reservation';
import {
  ConfirmedWithoutStock,
  ExpiredAndGone,
  NothingReservedYet,
  OrderPlacedTwice,
} from './reservation.errors';
import type { ReservationState } from './reservation-state';
import { StockItem } from './stock-item';

const item = (productId: string, onHand: number, reserved = 0, sold = 0) =>
  StockItem.restore({ productId, onHand, reserved, sold, reorderThreshold: null });

const now = new Date('2025-03-01T10:00:00Z');
const expiresAt = new Date('2025-03-01T11:00:00Z');
const lines = [{ productId: 'pen', quantity: 3 }];

const inState = (status: ReservationState['status']) =>
  Reservation.restore({
    orderId: 'order',
    status,
    lines: status === 'new' ? [] : lines,
    expiresAt: status === 'reserved' ? expiresAt : null,
  });

/** What its order has asked for, in numbers of the only product. */
const numbersOf = (stock: StockItem) => {
  const { onHand, reserved, sold } = stock.snapshot();
  return { onHand, reserved, sold };
};

describe('placing an order', () => {
  it('sets everything aside when there is enough of everything', () => {
    const stock = [item('pen', 10, 4), item('ink', 2)];
    const wanted = [
      { productId: 'pen', quantity: 6 },
      { productId: 'ink', quantity: 1 },
    ];
    const reservation = inState('new');
    reservation.place(wanted, stock, expiresAt);
    expect(stock.map(({ available }) => available)).toEqual([0, 1]);
    expect(reservation.snapshot()).toEqual({
      orderId: 'order',
      status: 'reserved',
      lines: wanted,
      expiresAt,
    });
    expect(reservation.pullEvents()).toEqual([
      { type: 'reserved', orderId: 'order', lines: wanted, expiresAt },
    ]);
  });

  it('touches nothing when there is too little of one product, and names every such product', () => {
    const stock = [item('pen', 10), item('ink', 2, 1)];
    const reservation = inState('new');
    const wanted = [
      { productId: 'pen', quantity: 1 },
      { productId: 'ink', quantity: 2 },
      { productId: 'pad', quantity: 3 },
    ];
    reservation.place(wanted, stock, expiresAt);
    expect(stock.flatMap((each) => each.pullEvents())).toEqual([]);
    expect(reservation.snapshot()).toMatchObject({ status: 'rejected', expiresAt: null });
    const shortLines = [
      { productId: 'ink', requested: 2, available: 1 },
      { productId: 'pad', requested: 3, available: 0 },
    ];
    expect(reservation.pullEvents()).toEqual([{ type: 'rejected', orderId: 'order', shortLines }]);
  });

  it('adds up the lines of one product before it looks at the stock', () => {
    const [tooLittle, enough] = [inState('new'), inState('new')];
    tooLittle.place([...lines, ...lines], [item('pen', 5)], expiresAt);
    expect(tooLittle.snapshot().status).toBe('rejected');
    enough.place([...lines, ...lines], [item('pen', 6)], expiresAt);
    expect(enough.snapshot()).toMatchObject({
      status: 'reserved',
      lines: [{ productId: 'pen', quantity: 6 }],
    });
  });

  it.each(['reserved', 'allocated', 'rejected', 'expired', 'cancelled', 'sold'] as const)(
    'is a mistake when it has been placed before and is %s',
    (status) => {
      const [reservation, stock] = [inState(status), item('pen', 10, 3)];
      expect(() => reservation.place(lines, [stock], expiresAt)).toThrow(OrderPlacedTwice);
      expect(stock.pullEvents()).toEqual([]);
      expect(reservation.pullEvents()).toEqual([]);
    },
  );
});

describe('allocating what is reserved', () => {
  it('keeps it beyond its time, until the order is confirmed or cancelled', () => {
    const later = new Date(expiresAt.getTime() + 1);
    for (const end of ['confirm', 'cancel'] as const) {
      const [reservation, stock] = [inState('reserved'), item('pen', 10, 3)];
      reservation.allocate();
      reservation.expire([stock], later);
      expect(reservation.snapshot()).toMatchObject({ status: 'allocated', expiresAt: null });
      expect(numbersOf(stock)).toEqual({ onHand: 10, reserved: 3, sold: 0 });
      if (end === 'confirm') reservation.confirm([stock]);
      else reservation.cancel([stock], later);
      expect(numbersOf(stock)).toEqual(
        end === 'confirm' ? { onHand: 7, reserved: 0, sold: 3 } : { onHand: 10, reserved: 0, sold: 0 },
      );
    }
  });

  it('is told once', () => {
    const reservation = inState('reserved');
    reservation.allocate();
    reservation.allocate();
    expect(reservation.pullEvents()).toEqual([{ type: 'allocated', orderId: 'order', lines }]);
  });

  it('still does when the time is up and nobody has released it yet', () => {
    const [reservation, stock] = [inState('reserved'), item('pen', 10, 3)];
    reservation.allocate();
    reservation.expire([stock], expiresAt);
    expect(reservation.snapshot().status).toBe('allocated');
  });

  it.each(['rejected', 'expired', 'cancelled', 'sold'] as const)('is not told when it is %s', (status) => {
    const reservation = inState(status);
    reservation.allocate();
    expect(reservation.snapshot().status).toBe(status);
    expect(reservation.pullEvents()).toEqual([]);
  });

  it('is early when nobody knows of the order', () => {
    expect(() => inState('new').allocate()).toThrow(NothingReservedYet);
  });
});

describe('cancelling an order', () => {
  const released = (cause: string) => [{ type: 'released', orderId: 'order', lines, cause, releasedAt: now }];

  it.each(['reserved', 'allocated'] as const)('gives back what is %s', (status) => {
    const [reservation, stock] = [inState(status), item('pen', 10, 4)];
    reservation.cancel([stock], now);
    expect(numbersOf(stock)).toEqual({ onHand: 10, reserved: 1, sold: 0 });
    expect(reservation.snapshot()).toMatchObject({ status: 'cancelled', expiresAt: null });
    expect(reservation.pullEvents()).toEqual(released('order-cancelled'));
  });

  it('puts what was sold on the shelf again', () => {
    const [reservation, stock] = [inState('sold'), item('pen', 7, 1, 3)];
    reservation.cancel([stock], now);
    expect(numbersOf(stock)).toEqual({ onHand: 10, reserved: 1, sold: 0 });
    expect(reservation.pullEvents()).toEqual(released('order-cancelled'));
  });

  it.each(['rejected', 'expired', 'cancelled'] as const)(
    'has nothing to give back when it is %s',
    (status) => {
      const [reservation, stock] = [inState(status), item('pen', 10, 4)];
      reservation.cancel([stock], now);
      expect(stock.pullEvents()).toEqual([]);
      expect(reservation.pullEvents()).toEqual([]);
      expect(reservation.snapshot().status).toBe('cancelled');
    },
  );

  it('before it is known to be placed leaves a mark: nothing will be reserved for it', () => {
    const [reservation, stock] = [inState('new'), item('pen', 10)];
    reservation.cancel([stock], now);
    reservation.place(lines, [stock], expiresAt);
    expect(stock.pullEvents()).toEqual([]);
    expect(reservation.pullEvents()).toEqual([]);
    expect(() => reservation.place(lines, [stock], expiresAt)).toThrow(OrderPlacedTwice);
  });
});

describe('confirming an order', () => {
  it.each(['reserved', 'allocated'] as const)('turns what is %s into what is sold, once', (status) => {
    const [reservation, stock] = [inState(status), item('pen', 10, 4)];
    reservation.confirm([stock]);
    reservation.confirm([stock]);
    expect(numbersOf(stock)).toEqual({ onHand: 7, reserved: 1, sold: 3 });
    expect(reservation.snapshot()).toMatchObject({ status: 'sold', expiresAt: null });
  });

  it('takes what has expired again when it is still there', () => {
    const [reservation, stock] = [inState('expired'), item('pen', 4, 1)];
    reservation.confirm([stock]);
    expect(numbersOf(stock)).toEqual({ onHand: 1, reserved: 1, sold: 3 });
  });

  it('asks for a person when what has expired has gone to others', () => {
    const [reservation, stock] = [inState('expired'), item('pen', 4, 2)];
    expect(() => reservation.confirm([stock])).toThrow(ExpiredAndGone);
    expect(() => reservation.confirm([stock])).toThrow(
      /Order order .* expired.* 3 of product pen are wanted and 2 are available/,
    );
    expect(stock.pullEvents()).toEqual([]);
    stock.count(5);
    reservation.confirm([stock]);
    expect(reservation.snapshot().status).toBe('sold');
  });

  it('does nothing after a cancellation', () => {
    const [reservation, stock] = [inState('cancelled'), item('pen', 10)];
    reservation.confirm([stock]);
    expect(stock.pullEvents()).toEqual([]);
    expect(reservation.snapshot().status).toBe('cancelled');
  });

  it('is a mistake when there was no stock for it, and early when nobody knows of it', () => {
    expect(() => inState('rejected').confirm([item('pen', 10)])).toThrow(ConfirmedWithoutStock);
    expect(() => inState('new').confirm([])).toThrow(NothingReservedYet);
  });
});

describe('the expiry of a reservation', () => {
  it('gives back what is reserved', () => {
    const [reservation, stock] = [inState('reserved'), item('pen', 10, 4)];
    reservation.expire([stock], expiresAt);
    expect(numbersOf(stock)).toEqual({ onHand: 10, reserved: 1, sold: 0 });
    expect(reservation.snapshot()).toMatchObject({ status: 'expired', expiresAt: null });
    expect(reservation.pullEvents()).toEqual([
      { type: 'released', orderId: 'order', lines, cause: 'expired', releasedAt: expiresAt },
    ]);
  });

  it('does not come before its time', () => {
    const [reservation, stock] = [inState('reserved'), item('pen', 10, 4)];
    reservation.expire([stock], new Date(expiresAt.getTime() - 1));
    expect(reservation.snapshot().status).toBe('reserved');
    expect(stock.pullEvents()).toEqual([]);
  });

  it.each(['new', 'allocated', 'rejected', 'cancelled', 'sold'] as const)(
    'leaves one alone that is %s',
    (status) => {
      const [reservation, stock] = [inState(status), item('pen', 10, 4)];
      reservation.expire([stock], expiresAt);
      expect(reservation.snapshot().status).toBe(status);
      expect(stock.pullEvents()).toEqual([]);
    },
  );
});
