import { brokerAddresses } from '../../src';
import { examineBroker } from '../../src/broker/rabbitmq/examine';
import { RABBITMQ_URL } from '../support/test-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { World } from './world';

jest.setTimeout(60_000);

/** Two doors to one broker: for who connects, the nodes of a cluster. */
describe('An address of several nodes', () => {
  let world: World;
  let doors: [TcpProxy, TcpProxy];
  let url: string;

  beforeEach(async () => {
    world = new World(RABBITMQ_URL);
    doors = [await TcpProxy.before(RABBITMQ_URL), await TcpProxy.before(RABBITMQ_URL)];
    const [one, two] = doors.map((door) => new URL(door.url));
    url = (one as URL).href.replace((one as URL).host, `${one?.host},${two?.host}`);
    expect(brokerAddresses(url)).toEqual([one?.href, two?.href]);
  });

  afterEach(async () => {
    await world.dispose();
    await Promise.all(doors.map((door) => door.close()));
  });

  it('leads to the next one when a node is lost, again and again, and everything that was confirmed arrives', async () => {
    const broker = await world.broker({}, url);
    const traffic = world.traffic(broker);
    traffic.consume(broker, world.queue);
    const [one, two] = doors;
    for (const [lost, left] of [doors, [two, one] as const, doors]) {
      await traffic.isUnderWay();
      left.letThrough();
      lost.refuse();
      await traffic.handles(traffic.handled.size + 50); // by way of the other one: there is no more
    }
    await traffic.survives();
  });

  it('is examined at all its nodes: one that does not serve is told, and the other is asked', async () => {
    const nothing = { exchanges: [], queues: [], bindings: [] };
    const examine = () => examineBroker({ url, tls: {} }, 'examination', nothing, '');
    expect((await examine()).away).toEqual([]);
    doors[0].refuse();
    const { version, away } = await examine();
    expect(version).toMatch(/^\d/);
    expect(away.map(({ host }) => host)).toEqual([new URL(doors[0].url).host]);
    doors[1].refuse();
    await expect(examine()).rejects.toThrow();
  });
});
