import { STORIES } from './stories';
import { HURRIED } from './support/hurried';
import { Meddler } from './support/meddler';
import { Performance } from './support/performance';
import { chargesThatDisagree } from './support/provider-books';
import { untilQuiet } from './support/quiet';
import { Shop } from './support/shop';

jest.setTimeout(360_000);

interface Condition {
  open: () => Promise<Shop>;
  begin?: (shop: Shop) => Promise<Meddler>;
}

const CONDITIONS: Record<string, Condition> = {
  'when nothing disturbs it': { open: () => Shop.open({ settings: HURRIED }) },
  'when deliveries are late, overtake each other and come twice': {
    open: () => Shop.open({ settings: HURRIED }),
    begin: (shop) => Meddler.between(shop),
  },
  'with two replicas of every service': { open: () => Shop.open({ settings: HURRIED, replicas: 2 }) },
};

describe.each(Object.entries(CONDITIONS))('%s', (_, { open, begin }) => {
  let shop: Shop;
  let meddler: Meddler | undefined;
  let performance: Performance;

  beforeAll(async () => {
    shop = await open();
    meddler = await begin?.(shop);
    performance = new Performance(shop, STORIES);
  });
  afterAll(async () => {
    await meddler?.leave();
    await shop?.close();
  });

  it.each(Object.keys(STORIES))('%s', (name) => performance.until(name));

  it('and so it stays: when there is nothing left to do, nothing was done twice', async () => {
    await untilQuiet(shop, { meddler });
    await performance.lookAgain();
    expect(await chargesThatDisagree(shop)).toEqual([]);
  });

  it('it was as disturbed as it should be', () => {
    if (!begin) return;
    expect(meddler?.mischief.handedOn).toBeGreaterThan(100);
    expect(meddler?.mischief.repeated).toBeGreaterThan(30);
  });

  it('nothing was parked on the way', async () => expect(await shop.parked()).toEqual([]));
});
