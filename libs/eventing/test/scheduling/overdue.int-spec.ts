import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { EventingHealth } from '../../src/eventing.health';
import { Reminders } from './support/reminders';

jest.setTimeout(60_000);

describe('Overdue scheduled events', () => {
  let reminders: Reminders;
  let service: INestApplicationContext;

  beforeEach(async () => {
    reminders = await Reminders.create();
    service = await reminders.replica({ scheduling: { pollMs: 100, patienceMs: 24 * 3_600_000 } });
  });
  afterEach(() => reminders?.world.end());

  const troubles = () => service.get(EventingHealth).state().scheduling.troubles;
  const unfit = (count: number) =>
    reminders.world.query(
      `insert into eventing.scheduled_events (id, type, data, due_at, look_at, correlation_id)
       select gen_random_uuid(), 'svc.abolished.v1', '{}', now() - interval '2 h', now() - interval '2 h', 'c'
       from generate_series(1, $1::int)`,
      [count],
    );

  it('are told by the health, with how many there are and what is wrong with the oldest, until they are published', async () => {
    await unfit(2);
    await eventually('it to be told', () => troubles().some((told) => told.includes('abolished')));
    await eventually('its problem to be told', () => troubles()[0]?.includes('cannot be published'));
    expect(troubles()).toEqual([
      expect.stringMatching(
        /^2 scheduled events are overdue\. The oldest is .* \(svc\.abolished\.v1\), due at \d.*Z: it cannot be published\. UnknownEventError: /,
      ),
    ]);
    await reminders.world.query('delete from eventing.scheduled_events');
    await eventually('it to be well', () => troubles().length === 0);
  });

  it('do not keep others from going out, not even 5000 that cannot be published', async () => {
    await unfit(5_000);
    await reminders.schedule(service, { number: 1 }, { after: '0s' });
    await reminders.untilPublished(1);
    expect(await reminders.waiting()).toBe(5_000);
  });
});
