import { eventually } from '@warren/eventing/testing';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { EventingHealth } from '../../src/eventing.health';
import { FulfilOrder } from './support/fulfil-order.saga';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(60_000);

describe('Overdue time-outs', () => {
  let world: SagaWorld;

  beforeEach(async () => {
    world = await SagaWorld.create();
  });
  afterEach(() => world?.end());

  const replica = async () => {
    const service = await world.replica({
      scheduling: { pollMs: 100 },
      handlers: { immediateTries: 1, retryDelays: [] },
    });
    return { service, health: () => service.get(EventingHealth).state() };
  };

  it('are told by the health, with how many there are and what became of the oldest, until they are handled', async () => {
    const { health } = await replica();
    await world.whileBusy('stuck', '2 h', async () => {
      await world.due(['fresh'], { since: '10 s' });
      await eventually('it to be told', () =>
        health().scheduling.troubles.some((told) => /sent once/.test(told)),
      );
      expect(health().scheduling.troubles).toEqual([
        expect.stringMatching(
          /^fulfil-order: 1 time-out is overdue\. It is "stock" of stuck, due at \d.*Z: it was sent once, and has not been handled/,
        ),
      ]);
      expect(health().sagas).toMatchObject([{ name: 'fulfil-order', overdueTimeouts: 1 }]);
    });
    await eventually('it to be well', () => health().scheduling.troubles.length === 0);
    expect(await world.steps('stuck')).toEqual(['too late']);
  });

  it('that were parked are told, too: their sagas wait for ever', async () => {
    const { service, health } = await replica();
    service.get(FulfilOrder).afterStep = () => Promise.reject(new Error('no way'));
    await world.due(['one', 'two'], { since: '2 h' });
    await eventually('both to be parked', async () => (await service.get(DeadLetters).count()) === 2);
    await eventually('it to be told', () =>
      health().scheduling.troubles.some((told) => told.includes('parked')),
    );
    expect(health().scheduling.troubles).toEqual([
      expect.stringMatching(
        /2 time-outs are overdue\. The oldest is .*see the dead letters of fulfil-order\.$/,
      ),
    ]);
  });

  it('that a removed saga has left behind are told, and nobody who still has it is blamed', async () => {
    await world.due(['one', 'two'], { saga: 'old-fashioned', since: '2 h' });
    await world.due(['fresh'], { saga: 'quite-new' });
    const { health } = await replica();
    await eventually('it to be told', () => health().scheduling.troubles.length > 0);
    expect(health().scheduling.troubles).toEqual([
      expect.stringMatching(
        /^old-fashioned: 2 time-outs are overdue, and this version .* has no saga of that name/,
      ),
    ]);
  });

  it('are old news while nobody can look, and that is told', async () => {
    const { health } = await replica();
    await world.query('alter table eventing.sagas rename to elsewhere');
    await eventually('it to be told', () =>
      health().scheduling.troubles.some((told) =>
        /^For now the sagas cannot be counted\. .*eventing\.sagas/.test(told),
      ),
    );
    await world.query('alter table eventing.elsewhere rename to sagas');
    await eventually('it to be well', () => health().scheduling.troubles.length === 0);
  });
});
