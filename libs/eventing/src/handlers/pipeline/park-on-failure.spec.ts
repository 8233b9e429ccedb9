import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import type { ParkingStory } from '../../dead-letters/parking-story';
import { LeftUnsettled } from '../left-unsettled';
import { GiveUp } from './give-up';
import { parkOnFailure } from './park-on-failure';

function setUp() {
  const parked: ParkingStory[] = [];
  const park = (story: ParkingStory) => Promise.resolve(String(parked.push(story)));
  return { parked, middleware: parkOnFailure({ park }) };
}

describe('parkOnFailure', () => {
  it('leaves alone what works', async () => {
    const { parked, middleware } = setUp();
    await run(handlingOf(), middleware, failing());
    expect(parked).toEqual([]);
  });

  it('parks with the reason and the failure that was the last straw', async () => {
    const { parked, middleware } = setUp();
    const failure = new RangeError('minus one chairs');
    await run(handlingOf(), middleware, failing(new GiveUp('permanent', failure)));
    expect(parked).toMatchObject([{ reason: 'permanent', error: failure, consumer: 'note-thing' }]);
  });

  it('parks what nobody thought of, too', async () => {
    const { parked, middleware } = setUp();
    await run(handlingOf(), middleware, failing('a bare text'));
    expect(parked).toMatchObject([{ reason: 'exhausted', error: 'a bare text' }]);
  });

  it('tells where the message was published, not the retry queue it came home from', async () => {
    const { parked, middleware } = setUp();
    const headers = {
      'x-warren-attempt': 5,
      'x-warren-first-failure': '2024-05-05T05:05:05.000Z',
      'x-warren-exchange': 'things.events',
      'x-warren-routing-key': 'thing-happened.v1',
    };
    const message = incoming(thingHappened(), {
      exchange: '',
      routingKey: 'svc.note-thing',
      properties: { headers },
    });
    await run(handlingOf({ message }), middleware, failing(new GiveUp('exhausted', new Error('boom'))));
    expect(parked).toMatchObject([
      {
        attempts: 5,
        firstFailedAt: new Date('2024-05-05T05:05:05.000Z'),
        message: { queue: 'svc.note-thing', exchange: 'things.events', routingKey: 'thing-happened.v1' },
      },
    ]);
  });

  it('does not park what is left to the broker because the consumer stops', async () => {
    const { parked, middleware } = setUp();
    await expect(run(handlingOf(), middleware, failing(new LeftUnsettled()))).rejects.toThrow(LeftUnsettled);
    expect(parked).toEqual([]);
  });
});
