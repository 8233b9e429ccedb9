import type { EventingHealth, EventingState } from '@warren/eventing';
import { StartupCheck } from './startup';

type Consumer = EventingState['consumers'][number];

const consumer = (state: Consumer['state']): Consumer => ({ name: 'reserve-stock', state, inFlight: 0 });

describe('whether a service has started', () => {
  let state: { broker: { status: EventingState['broker']['status'] }; consumers: Consumer[] };
  let startup: StartupCheck;

  beforeEach(() => {
    state = { broker: { status: 'connected' }, consumers: [consumer('stopped')] };
    startup = new StartupCheck({ state: () => state } as EventingHealth);
  });

  it('is no before its modules are there', () => {
    expect(startup.run().status).toBe('starting');
  });

  it('is no while its queues are being declared, and yes from then on', () => {
    startup.onApplicationBootstrap();
    expect(startup.run()).toMatchObject({ status: 'starting', detail: expect.stringMatching(/declared/) });
    state.consumers = [consumer('waiting')];
    expect(startup.run()).toEqual({ status: 'started', eventing: 'running' });
    state.consumers = [consumer('stopped')];
    expect(startup.run()).toEqual({ status: 'started', eventing: 'running' });
  });

  it.each(['connecting', 'blocked'] as const)('is yes, degraded, while the broker is %s', (status) => {
    startup.onApplicationBootstrap();
    state.broker.status = status;
    expect(startup.run()).toMatchObject({
      status: 'started',
      eventing: 'degraded',
      detail: expect.stringContaining(status),
    });
  });
});
