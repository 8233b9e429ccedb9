import { eventually } from '@warren/eventing/testing';
import { Hold, type Exit } from '@warren/platform/testing';
import { untilQuiet } from './quiet';
import type { Name, Shop } from './shop';

/** How a service is torn out of its work. */
export interface Interruption {
  service: Name;
  /** `stop` is SIGTERM, `kill` SIGKILL. */
  end: 'stop' | 'kill';
  /** What it is doing just then, for people. */
  during: string;
  /** A table of its database that it is about to write to: locked, it halts there, in the middle of a transaction. */
  writing: string;
  /** Of which service and table there are rows, one a story at least, as soon as all stories have set it to work. */
  begun: { service: Name; count: string };
}

const CUSTOMERS = { service: 'users', count: 'select count(*)::int from users' } as const;
const PRODUCTS = { service: 'catalog', count: 'select count(*)::int from products' } as const;
const BUYERS = {
  service: 'orders',
  count: 'select count(distinct user_id)::int as count from orders',
} as const;

export const INTERRUPTIONS: Interruption[] = [
  {
    service: 'users',
    end: 'kill',
    during: 'its relay has sent the new customers and has not noted it',
    writing: 'eventing.relay_checkpoint',
    begun: CUSTOMERS,
  },
  {
    service: 'catalog',
    end: 'stop',
    during: 'its relay has sent the new products and has not noted it',
    writing: 'eventing.relay_checkpoint',
    begun: PRODUCTS,
  },
  { service: 'inventory', end: 'kill', during: 'it is reserving', writing: 'reservations', begun: BUYERS },
  {
    service: 'orders',
    end: 'stop',
    during: 'its saga is taking its first step',
    writing: 'eventing.sagas',
    begun: BUYERS,
  },
  {
    service: 'payments',
    end: 'kill',
    during: 'the provider has authorised, and nobody has written it down',
    writing: 'eventing.outbox',
    begun: BUYERS,
  },
  {
    service: 'notifications',
    end: 'kill',
    during: 'it is writing mails',
    writing: 'notifications',
    begun: BUYERS,
  },
  {
    service: 'reporting',
    end: 'stop',
    during: 'it is counting orders',
    writing: 'order_facts',
    begun: BUYERS,
  },
];

async function countOf(shop: Shop, { service, count }: Interruption['begun']): Promise<number> {
  return (await shop.rows<{ count: number }>(service, count))[0]?.count ?? 0;
}

/**
 * Begins the stories, waits until the service has something of all of them to do and is in the middle of it, and until
 * nobody else can do anything without it; ends it there, and starts it again.
 *
 * @param stories how many there are
 */
export async function interrupt(
  shop: Shop,
  { service: name, end, writing, begun }: Interruption,
  stories: number,
  begin: () => void,
): Promise<void> {
  const service = shop.service(name);
  const before = await countOf(shop, begun);
  const hold = await Hold.on(shop.databaseUrl(name), `lock table ${writing} in exclusive mode`);
  let exit: Promise<Exit>;
  try {
    begin();
    const all = before + stories;
    await eventually(
      `every story to give ${name} something to do`,
      async () => (await countOf(shop, begun)) >= all,
    );
    await untilQuiet(shop, { but: name });
    await hold.untilWaitedFor();
    exit = service[end]();
    if (end === 'kill') await exit; // and what it was at is rolled back; told to stop, it may finish that
  } finally {
    await hold.letGo();
  }
  expect(await exit).toEqual(end === 'kill' ? { code: null, signal: 'SIGKILL' } : { code: 0, signal: null });
  await service.start();
}
