import { eventually } from '@warren/eventing/testing';
import { EXPIRE_AFTER_MS, RABBITMQ_URL } from '../support/test-broker';
import { CollectingConsumer } from './collecting-consumer';
import { ids } from './contract/fixture';
import { onRabbit } from './rabbit-admin';
import { World } from './world';

jest.setTimeout(60_000);

const ROOM = 3;
const WINDOW = 5;

/** Bound like any other queue; what does not fit into it is nacked, although the other queues took it. */
function addFullQueue(world: World): Promise<unknown> {
  return onRabbit(RABBITMQ_URL, async (channel) => {
    const full = `${world.namespace}.full`;
    await channel.assertQueue(full, {
      arguments: { 'x-max-length': ROOM, 'x-overflow': 'reject-publish', 'x-expires': EXPIRE_AFTER_MS },
    });
    await channel.bindQueue(full, world.names.eventsExchange('shop'), '#');
  });
}

describe('when RabbitMQ takes one message and not the next', () => {
  let world: World;

  beforeEach(() => {
    world = new World(RABBITMQ_URL);
  });
  afterEach(() => world.dispose());

  it('what waits in line does not go out any more, if whoever published it does not want it to', async () => {
    const broker = await world.broker({ publishWindow: WINDOW });
    await addFullQueue(world);
    const consumer = new CollectingConsumer(broker, world.queue);
    let failure: Error | undefined;
    const all = ids(40).map((id) =>
      broker
        .publish(world.message(id), () => failure)
        .catch((error: Error) => {
          failure ??= error;
          throw error;
        }),
    );
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(ROOM);
    expect(failure?.message).toContain('did not accept');
    await broker.publish(world.message('last')).catch(() => undefined); // nacked as well, and behind all others
    await eventually('the last message', () => consumer.ids.includes('last'));
    expect(consumer.ids.length).toBeGreaterThan(ROOM); // some were on the wire
    expect(consumer.ids.length).toBeLessThanOrEqual(ROOM + WINDOW + 1);
  });
});
