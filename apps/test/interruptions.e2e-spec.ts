import { STORIES } from './stories';
import { HURRIED } from './support/hurried';
import { interrupt, INTERRUPTIONS } from './support/interruption';
import { Performance } from './support/performance';
import { chargesThatDisagree } from './support/provider-books';
import { untilQuiet } from './support/quiet';
import { Shop } from './support/shop';

jest.setTimeout(360_000);

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open({ settings: HURRIED });
});
afterAll(() => shop?.close());

const NAMES = Object.keys(STORIES);

describe.each(INTERRUPTIONS)('$service: $end when $during, and started again', (interruption) => {
  let performance: Performance;

  beforeAll(() =>
    interrupt(shop, interruption, NAMES.length, () => (performance = new Performance(shop, STORIES))),
  );

  it.each(NAMES)('%s', (name) => performance.until(name));

  it('and so it stays: when there is nothing left to do, nothing was done twice', async () => {
    await untilQuiet(shop);
    await performance.lookAgain();
    expect(await chargesThatDisagree(shop)).toEqual([]);
    expect(await shop.parked()).toEqual([]);
  });
});
