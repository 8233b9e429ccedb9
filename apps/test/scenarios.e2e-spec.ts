import { Meddler } from './support/meddler';
import { Shop } from './support/shop';
import { HURRIED, STORIES } from './support/stories';

jest.setTimeout(240_000);

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
  let disturbance: Meddler | undefined;

  beforeAll(async () => {
    shop = await open();
    disturbance = await begin?.(shop);
  });
  afterAll(async () => {
    await disturbance?.leave();
    await shop?.close();
  });

  it.each(Object.entries(STORIES))('%s', (_name, story) => story(shop));

  it('it was as disturbed as it should be', () => {
    if (!begin) return;
    expect(disturbance?.mischief.handedOn).toBeGreaterThan(100);
    expect(disturbance?.mischief.repeated).toBeGreaterThan(30);
  });

  it('nothing was parked on the way', async () => expect(await shop.parked()).toEqual([]));
});
