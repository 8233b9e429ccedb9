import {
  orderCancelled,
  orderPlaced,
  paymentSuccessful,
  stockAllocated,
  stockReleased,
  stockReserved,
} from '../../../test/support/events';
import { fulfilment } from '../../../test/support/fulfilment';

const EVENTS = {
  reserved: stockReserved(),
  allocated: stockAllocated(),
  paid: paymentSuccessful(),
  expired: stockReleased('expired'),
};
const TIMEOUTS = ['payment', 'reservation'] as const;
/** What each time-out waits for: once that has come, nothing is left to wait for. */
const ANSWERS = { payment: 'paid', reservation: 'allocated' } as const;

/** What may happen once the order is placed: messages, the saga's own time-outs, and the customer's change of mind. */
type Arrival = keyof typeof EVENTS | (typeof TIMEOUTS)[number] | 'whim';
const ARRIVALS: Arrival[] = ['reserved', 'allocated', 'paid', 'expired', ...TIMEOUTS, 'whim'];

const isTimeout = (arrival: Arrival): arrival is (typeof TIMEOUTS)[number] =>
  (TIMEOUTS as readonly Arrival[]).includes(arrival);

function permutationsOf(items: readonly Arrival[]): Arrival[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permutationsOf(items.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  );
}

/** What answers the order's reservation does not come before it. */
const isPossible = (order: readonly Arrival[]) =>
  (['allocated', 'paid', ...TIMEOUTS] as const).every(
    (answer) => order.indexOf(answer) > order.indexOf('reserved'),
  );

/** How the order has to end: confirmed if it was paid and its stock allocated before anything ended it. */
function endOf(order: readonly Arrival[]): 'confirmed' | 'cancelled' {
  const come = new Set<Arrival>();
  for (const arrival of order) {
    come.add(arrival);
    if (come.has('paid') && come.has('allocated')) return 'confirmed';
    if (['expired', 'whim'].includes(arrival)) return 'cancelled';
    if (isTimeout(arrival) && !come.has(ANSWERS[arrival])) return 'cancelled';
  }
  throw new Error(`${order.join(', ')}: nothing ends the order.`);
}

/** Lets all of it happen, but for time-outs that have nothing to wait for any more. */
async function play(order: readonly Arrival[]): Promise<string[]> {
  const { story, order: seen, cancelledByCustomer } = fulfilment();
  const come = new Set<Arrival>();
  await story.when(orderPlaced());
  for (const arrival of order) {
    if (arrival === 'whim') {
      if (cancelledByCustomer()) await story.when(orderCancelled());
    } else if (isTimeout(arrival)) {
      const isAnswered = come.has(ANSWERS[arrival]);
      if (seen().status === 'awaiting-payment' && !isAnswered) await story.whenTimeout(arrival);
    } else {
      await story.when(EVENTS[arrival]);
    }
    come.add(arrival);
  }
  return seen().told;
}

const possible = permutationsOf(ARRIVALS).filter(isPossible);

it.each(['confirmed', 'cancelled'] as const)('there are orders of arrival that end %s', (end) => {
  expect(possible.filter((order) => endOf(order) === end).length).toBeGreaterThan(50);
});

it('an order is decided once, and never confirmed without its payment and its stock, whatever comes when', async () => {
  const wrong: string[] = [];
  for (const order of possible) {
    const verdicts = (await play(order)).filter((told) => told === 'confirmed' || told === 'cancelled');
    if (verdicts.join() !== endOf(order)) wrong.push(`${order.join(', ')}: ${verdicts.join() || 'nothing'}`);
  }
  expect(wrong).toEqual([]);
});
