import fc from 'fast-check';
import { addUp, type Line } from './line';
import { Reservation } from './reservation';
import type { ReservationStatus } from './reservation-state';
import { StockItem } from './stock-item';

/** Everything that can happen to the stock, in any order and as often as it likes. */
type Step =
  | { kind: 'place'; order: number; lines: Line[] }
  | { kind: 'allocate' | 'cancel' | 'confirm' | 'expire'; order: number }
  | { kind: 'count'; product: string; onHand: number; threshold?: number | null };

const PRODUCTS = ['pen', 'ink', 'pad'];
const [PLACED, EXPIRED] = [new Date('2025-03-01T11:00:00Z'), new Date('2025-03-01T11:00:01Z')];

/** The domain, in memory: what the handlers do, without a database. */
class Shelf {
  readonly items = PRODUCTS.map((productId) =>
    StockItem.restore({ productId, onHand: 0, reserved: 0, sold: 0, reorderThreshold: null }),
  );
  private readonly reservations = new Map<number, Reservation>();

  reservation(order: number): Reservation {
    const known = this.reservations.get(order);
    if (known) return known;
    const fresh = Reservation.restore({ orderId: `${order}`, status: 'new', lines: [], expiresAt: null });
    this.reservations.set(order, fresh);
    return fresh;
  }

  take(step: Step): void {
    if (step.kind === 'count') return this.item(step.product).count(step.onHand, step.threshold);
    const reservation = this.reservation(step.order);
    if (step.kind === 'place') reservation.place(step.lines, this.items, PLACED);
    if (step.kind === 'allocate') reservation.allocate();
    if (step.kind === 'cancel') reservation.cancel(this.items, EXPIRED);
    if (step.kind === 'confirm') reservation.confirm(this.items);
    if (step.kind === 'expire') reservation.expire(this.items, EXPIRED);
  }

  item(productId: string): StockItem {
    return this.items.find((each) => each.productId === productId) as StockItem;
  }
}

/** The same by the simplest book-keeping: who holds what is added up anew for every question. */
class Book {
  private readonly putIn = new Map<string, number>(PRODUCTS.map((product) => [product, 0]));
  readonly thresholds = new Map<string, number | null>();
  private readonly orders = new Map<number, { status: ReservationStatus; lines: Line[] }>();

  held(product: string, status: ReservationStatus): number {
    return [...this.orders.values()]
      .filter((order) => order.status === status)
      .flatMap((order) => order.lines)
      .filter(({ productId }) => productId === product)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }

  status(order: number): ReservationStatus {
    return this.orders.get(order)?.status ?? 'new';
  }

  onHand = (product: string) => (this.putIn.get(product) ?? 0) - this.held(product, 'sold');
  setAside = (product: string) => this.held(product, 'reserved') + this.held(product, 'allocated');
  available = (product: string) => this.onHand(product) - this.setAside(product);

  isLow(product: string): boolean {
    const threshold = this.thresholds.get(product) ?? null;
    return threshold !== null && this.available(product) <= threshold;
  }

  /** @returns whether it was accepted. */
  take(step: Step): boolean {
    if (step.kind === 'count') return this.count(step.product, step.onHand, step.threshold);
    const { status, lines } = this.orders.get(step.order) ?? { status: 'new', lines: [] };
    const become = (next: ReservationStatus, now: Line[] = lines) =>
      Boolean(this.orders.set(step.order, { status: next, lines: now }));
    const fits = (wanted: Line[]) =>
      wanted.every(({ productId, quantity }) => quantity <= this.available(productId));
    if (step.kind === 'place') {
      const wanted = addUp(step.lines);
      if (lines.length > 0) return false;
      if (status === 'cancelled') return become('cancelled', wanted);
      return become(fits(wanted) ? 'reserved' : 'rejected', wanted);
    }
    if (step.kind === 'cancel') return become('cancelled');
    if (step.kind === 'allocate') {
      if (status === 'reserved') become('allocated');
      return status !== 'new';
    }
    if (step.kind === 'expire') return status !== 'reserved' || become('expired');
    const isSetAside = status === 'reserved' || status === 'allocated';
    if (isSetAside || (status === 'expired' && fits(lines))) return become('sold');
    return status === 'sold' || status === 'cancelled';
  }

  private count(product: string, onHand: number, threshold?: number | null): boolean {
    if (onHand < this.setAside(product)) return false;
    this.putIn.set(product, onHand + this.held(product, 'sold'));
    if (threshold !== undefined) this.thresholds.set(product, threshold);
    return true;
  }
}

const order = fc.nat({ max: 5 });
const product = fc.constantFrom(...PRODUCTS);
const line = fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 4 }) });
const threshold = fc.option(fc.option(fc.nat({ max: 8 })), { nil: undefined });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('place' as const),
    order,
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom('allocate' as const, 'cancel' as const, 'confirm' as const, 'expire' as const),
    order,
  }),
  fc.record({ kind: fc.constant('count' as const), product, onHand: fc.nat({ max: 12 }), threshold }),
);

function accepted(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

/** Takes one step in both, and compares everything that can be seen. */
function stepInBoth(shelf: Shelf, book: Book, step: Step): void {
  const before = new Map(PRODUCTS.map((each) => [each, { low: book.isLow(each), sum: total(shelf, each) }]));
  const wasAccepted = accepted(() => shelf.take(step));
  expect(wasAccepted).toBe(book.take(step));
  if (step.kind !== 'count') {
    expect(shelf.reservation(step.order).snapshot().status).toBe(book.status(step.order));
  }
  for (const each of PRODUCTS) {
    const { onHand, reserved, sold, reorderThreshold } = shelf.item(each).snapshot();
    expect({ onHand, reserved, sold, reorderThreshold }).toEqual({
      onHand: book.onHand(each),
      reserved: book.setAside(each),
      sold: book.held(each, 'sold'),
      reorderThreshold: book.thresholds.get(each) ?? null,
    });
    expect(0 <= reserved && reserved <= onHand).toBe(true);
    if (step.kind !== 'count' || step.product !== each)
      expect(total(shelf, each)).toBe(before.get(each)?.sum);
    const events = shelf.item(each).pullEvents();
    const warnings = events.filter(({ type }) => type === 'running-low');
    expect(warnings).toHaveLength(book.isLow(each) && !before.get(each)?.low ? 1 : 0);
    if (!wasAccepted) expect(events).toEqual([]);
  }
}

/** reserved + available + sold: what was put in. */
function total(shelf: Shelf, product: string): number {
  const item = shelf.item(product);
  return item.snapshot().reserved + item.available + item.snapshot().sold;
}

describe('the stock, whatever happens to it in whatever order', () => {
  it('is what simple book-keeping says, never promises more than there is, and warns once for each crossing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [shelf, book] = [new Shelf(), new Book()];
        for (const each of steps) stepInBoth(shelf, book, each);
      }),
      { numRuns: 500 },
    );
  });

  it('ends up the same in any order of the events of an order that was cancelled, each as often as it likes', () => {
    const events = ['place', 'allocate', 'confirm', 'cancel'] as const;
    const deliveries = fc
      .array(fc.constantFrom(...events), { maxLength: 8 })
      .chain((more) => fc.shuffledSubarray([...events, ...more], { minLength: events.length + more.length }));
    fc.assert(
      fc.property(deliveries, (kinds) => {
        const shelf = new Shelf();
        shelf.take({ kind: 'count', product: 'pen', onHand: 5 });
        const lines = [{ productId: 'pen', quantity: 3 }];
        for (const kind of kinds) accepted(() => shelf.take({ kind, order: 1, lines }));
        expect(shelf.item('pen').snapshot()).toMatchObject({ onHand: 5, reserved: 0, sold: 0 });
        expect(shelf.reservation(1).snapshot().status).toBe('cancelled');
      }),
    );
  });
});
