import { HealthIndicatorService, type TypeOrmHealthIndicator } from '@nestjs/terminus';
import type { EventingHealth, EventingState } from '@warren/eventing';
import type { SigningKeys } from '../access/signing-keys';
import { ReadinessCheck } from './readiness';
import { Stopping } from './stopping';

type State = {
  broker?: 'connecting';
  relay?: 'waiting' | 'standby';
  consumer?: 'waiting';
  status?: Partial<EventingState['consumers'][number]>;
  database?: 'down';
  lostListeners?: string[];
  troubles?: string[];
  redriveTrouble?: string;
  keysTrouble?: string;
  snapshots?: EventingState['snapshots'];
};

const NO_COPIES: EventingState['snapshots'] = { neededToBeReady: false, trouble: undefined, each: [] };

function check(
  {
    broker,
    relay,
    consumer,
    database,
    status,
    lostListeners = [],
    troubles = [],
    redriveTrouble,
    keysTrouble,
    snapshots = NO_COPIES,
  }: State,
  stopping = new Stopping(),
) {
  const state: EventingState = {
    broker: { status: broker ?? 'connected', drift: [] },
    relay: {
      role: relay ?? 'active',
      lastPosition: 7,
      openGaps: 0,
      parkedGaps: 0,
      published: 7,
      unroutable: 0,
      lostListeners,
    },
    consumers: [{ name: 'reserve-stock', state: consumer ?? 'consuming', inFlight: 0, ...status }],
    scheduling: { troubles },
    sagas: [],
    redrives: { trouble: redriveTrouble },
    snapshots,
  };
  const indicators = new HealthIndicatorService();
  const session = indicators.check('database');
  const pingCheck = () => Promise.resolve(database === 'down' ? session.down() : session.up());
  const eventing: Pick<EventingHealth, 'state'> = { state: () => state };
  return new ReadinessCheck(
    indicators,
    { pingCheck } as unknown as TypeOrmHealthIndicator,
    eventing as EventingHealth,
    stopping,
    { trouble: keysTrouble } as SigningKeys,
  ).run();
}

describe('readiness', () => {
  it('is ready when all is well', async () => {
    const { status, details } = await check({});
    expect(status).toBe('ready');
    expect(Object.keys(details)).toEqual(['service', 'database', 'broker', 'relay', 'consumers', 'schedule']);
  });

  const copy = {
    projection: 'known-users',
    snapshot: 'users.user-snapshot.v1',
    received: 3,
    expected: null,
    askedAt: null,
  };
  const begun = { ...copy, state: 'receiving' as const, completedAt: null };
  const asksAgain = { ...begun, completedAt: new Date() };

  it.each([
    ['ready, and says so, while a copy is not complete', false, begun, 'ready'],
    ['not ready without a copy that it was told to need', true, begun, 'not-ready'],
    ['ready with a copy that was complete once', true, asksAgain, 'ready'],
  ])('is %s', async (_what, neededToBeReady, each, expected) => {
    const { status, details } = await check({
      snapshots: { neededToBeReady, trouble: undefined, each: [each] },
    });
    expect(status).toBe(expected);
    expect(details.copies).toMatchObject({
      each: { 'known-users of users.user-snapshot.v1': { state: 'receiving', received: 3 } },
    });
  });

  it('is ready where another process relays', async () => {
    expect((await check({ relay: 'standby' })).status).toBe('ready');
  });

  it.each<[string, State]>([
    ['broker', { broker: 'connecting' }],
    ['relay', { relay: 'waiting' }],
    ['relay', { lostListeners: ['orders.order-placed.v1'] }],
    ['consumers', { consumer: 'waiting' }],
    ['schedule', { troubles: ['the database is away'] }],
    ['redrives', { redriveTrouble: 'the database is away' }],
    ['identity-provider', { keysTrouble: 'ECONNREFUSED' }],
  ])('is degraded, and says so, while the %s cannot work', async (name, state) => {
    const { status, details } = await check(state);
    expect(status).toBe('degraded');
    expect(details[name]?.status).toBe('down');
  });

  it('says why a consumer pauses, and until when', async () => {
    const until = new Date('2030-01-01T00:00:30Z');
    const reason = '9 of the last 10 messages failed, the last with: Error: connect ECONNREFUSED';
    const { status, details } = await check({
      consumer: 'waiting',
      status: {
        detail: `paused until ${until.toISOString()}: ${reason}`,
        breaker: {
          state: 'open',
          pauses: 1,
          failedProbes: 4,
          handedBack: 12,
          pausedMs: 31_000,
          reason,
          until,
        },
      },
    });
    expect(status).toBe('degraded');
    expect(JSON.parse(JSON.stringify(details.consumers))).toMatchObject({
      status: 'down',
      each: {
        'reserve-stock': {
          detail: `paused until 2030-01-01T00:00:30.000Z: ${reason}`,
          breaker: { state: 'open', reason, until: '2030-01-01T00:00:30.000Z' },
        },
      },
    });
  });

  it('tells people what is overdue', async () => {
    const overdue = 'fulfil-order: 3 time-outs are overdue.';
    const { details } = await check({ troubles: [overdue] });
    expect(details.schedule).toMatchObject({ status: 'down', troubles: [overdue] });
  });

  it('is not ready without its database, whatever else works', async () => {
    const { status, details } = await check({ database: 'down' });
    expect(status).toBe('not-ready');
    expect(details.database?.status).toBe('down');
    expect(details.broker?.status).toBe('up');
  });

  it('is not ready once it is stopping', async () => {
    const stopping = new Stopping();
    stopping.onModuleDestroy();
    expect((await check({}, stopping)).status).toBe('not-ready');
  });
});
