import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { DeadLetterDiscard } from '../../src/dead-letters/discard/dead-letter-discard';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import { EventingHealth } from '../../src/eventing.health';
import { FulfilOrder } from './support/fulfil-order.saga';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(60_000);

describe('A time-out that was parked', () => {
  let world: SagaWorld;
  let service: INestApplicationContext;

  beforeEach(async () => {
    world = await SagaWorld.create();
    service = await world.replica({
      scheduling: { pollMs: 100 },
      handlers: { immediateTries: 1, retryDelays: [] },
    });
  });
  afterEach(() => world?.end());

  const kim = { actor: 'kim', reason: 'mended' };
  const troubles = () => service.get(EventingHealth).state().scheduling.troubles;

  async function parkOne(): Promise<string> {
    const saga = service.get(FulfilOrder);
    saga.afterStep = () => Promise.reject(new Error('no way'));
    await world.due(['stuck'], { since: '2 h' });
    await eventually('it to be told as parked', () => troubles().some((told) => told.includes('parked')));
    saga.afterStep = () => undefined;
    const { letters } = await service.get(DeadLetterSearch).page({ consumer: 'fulfil-order' });
    return letters[0]?.id ?? 'none';
  }

  it('is answered when it is sent round again, once, and the service is well again', async () => {
    const letter = await parkOne();
    await service.get(DeadLetterRedrive).letters([letter], kim);
    await eventually('it to be well', () => troubles().length === 0);
    expect(await world.steps('stuck')).toEqual(['too late']);
    expect(await service.get(DeadLetterSearch).show(letter)).toMatchObject({ status: 'handled' });
    expect(await world.timeouts('stuck')).toEqual([]);
  });

  it('is not waited for any more when it is discarded, and the service is well again', async () => {
    const letter = await parkOne();
    await service.get(DeadLetterDiscard).letters([letter], kim);
    await eventually('it to be well', () => troubles().length === 0);
    expect(await world.steps('stuck')).toEqual([]);
    expect(await world.timeouts('stuck')).toEqual([]);
    expect(await world.saga('stuck')).toMatchObject({ status: 'active' });
  });
});
