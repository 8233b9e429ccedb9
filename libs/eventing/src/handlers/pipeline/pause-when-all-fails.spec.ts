import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { RecordingBroker } from '../../../test/handlers/support/recording-broker';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import { BrokerNames } from '../../broker/names';
import { NotYetError, PermanentError } from '../../message/errors';
import { eventually } from '../../testing/eventually';
import { resolveBreaker, type BreakerOptions, type BreakerSettings } from '../breaker/breaker-options';
import { ConsumptionBreaker } from '../breaker/consumption-breaker';
import { HandBack } from '../breaker/hand-back';
import { Tap } from '../tap';
import type { Handling } from './handling';
import { pauseWhenAllFails } from './pause-when-all-fails';

const LASTING: BreakerOptions = { firstPause: '1h', longestPause: '1h' };

function setUp(options: BreakerOptions = LASTING, retryDelays = ['1s', '10s']) {
  const broker = new RecordingBroker();
  const breaker = new ConsumptionBreaker('note-thing', resolveBreaker(options, undefined) as BreakerSettings);
  breaker.attach(new Tap(broker.consume({ queue: 'q', prefetch: 1 }, () => undefined)));
  const middleware = pauseWhenAllFails(
    breaker,
    new HandBack(broker, new BrokerNames('svc'), 'svc.note-thing', retryDelays),
  );
  const handle = (handling: Handling, error?: unknown) => run(handling, middleware, failing(error));
  return { broker, breaker, handle };
}

let sent = 0;
const fresh = (headers: Record<string, unknown> = {}) =>
  handlingOf({ message: incoming(thingHappened(), { properties: { messageId: `m${sent++}`, headers } }) });
const again = ({ message }: Handling, headers: Record<string, unknown>) =>
  handlingOf({ message: { ...message, properties: { ...message.properties, headers } } });

async function open({ handle }: Pick<ReturnType<typeof setUp>, 'handle'>): Promise<Handling[]> {
  const first = Array.from({ length: 4 }, () => fresh());
  for (const handling of first) await expect(handle(handling, new Error('down'))).rejects.toThrow('down');
  await handle(fresh(), new Error('down'));
  return first;
}

describe('pauseWhenAllFails', () => {
  it('lets failures count until it is known that all fail; the one that shows it keeps its retries', async () => {
    const { broker, breaker, handle } = setUp();
    await open({ handle });
    expect(breaker.isOpen).toBe(true);
    expect(broker.pauses).toEqual(['pause']);
    expect(broker.published).toMatchObject([
      {
        exchange: 'svc.retry.1s',
        routingKey: 'svc.note-thing',
        properties: { headers: { 'x-warren-delays': 0, 'x-warren-handed-back': 1 } },
      },
    ]);
    breaker.stop();
  });

  it('puts back what still comes, untried and as it was', async () => {
    const { broker, breaker, handle } = setUp();
    await open({ handle });
    const late = fresh({ 'x-warren-delays': 1, 'x-warren-attempt': 3, tenant: 'a' });
    const step = failing();
    await run(
      late,
      pauseWhenAllFails(breaker, new HandBack(broker, new BrokerNames('svc'), 'svc.note-thing', [])),
      step,
    );
    expect(step.calls).toBe(0);
    const copy = broker.published.at(-1);
    expect(copy).toMatchObject({
      ...{ exchange: 'svc.direct', routingKey: 'svc.note-thing', body: late.message.body },
    });
    expect(copy?.properties.headers).toMatchObject({
      'x-warren-delays': 1,
      'x-warren-attempt': 3,
      tenant: 'a',
    });
    expect(copy?.properties.headers).not.toHaveProperty('x-warren-first-failure');
    expect(breaker.status()).toMatchObject({ state: 'open', handedBack: 2, pauses: 1 });
    breaker.stop();
  });

  it('gives back the delay of those whose failures showed it, once', async () => {
    const { breaker, handle } = setUp({ ...LASTING, firstPause: '1ms' });
    const [first] = await open({ handle });
    await eventually('it looks again', () => breaker.status().state === 'half-open');
    const home = again(first as Handling, { 'x-warren-delays': 1 });
    await handle(home);
    expect(home.history).toMatchObject({ delays: 0, handedBack: 1 });
    const anew = again(first as Handling, { 'x-warren-delays': 1 });
    await handle(anew);
    expect(anew.history.delays).toBe(1);
    breaker.stop();
  });

  it('sends what fails again and again on ever longer ways, that cost it nothing', async () => {
    const { broker, breaker, handle } = setUp({ ...LASTING, firstPause: '1ms', probes: 100 });
    await open({ handle });
    await eventually('it looks again', () => breaker.status().state === 'half-open');
    for (const handedBack of [1, 7]) {
      await handle(fresh({ 'x-warren-handed-back': handedBack }), new Error('down'));
      expect(broker.published.at(-1)).toMatchObject({
        exchange: 'svc.retry.10s',
        properties: { headers: { 'x-warren-delays': 0, 'x-warren-handed-back': handedBack + 1 } },
      });
    }
    breaker.stop();
  });

  it('lets one that has gone round for longer than any outage pay like others', async () => {
    const { breaker, handle } = setUp({ ...LASTING, firstPause: '1ms', longestOutage: '1h' });
    await open({ handle });
    await eventually('it looks again', () => breaker.status().state === 'half-open');
    const twoHoursAgo = new Date(Date.now() - 7_200_000).toISOString();
    const old = fresh({ 'x-warren-first-failure': twoHoursAgo, 'x-warren-handed-back': 99 });
    await expect(handle(old, new Error('down'))).rejects.toThrow('down');
    breaker.stop();
  });

  it.each([new PermanentError('abolished'), new NotYetError('nothing is known of the user yet')])(
    'draws no conclusion from %s',
    async (error) => {
      const { breaker, handle } = setUp();
      for (let times = 0; times < 50; times += 1) await expect(handle(fresh(), error)).rejects.toBe(error);
      expect(breaker.status().state).toBe('closed');
    },
  );

  it('does not take a duplicate for a success', async () => {
    const { breaker, handle } = setUp();
    for (let times = 0; times < 5; times += 1) {
      const duplicate = fresh();
      duplicate.outcome = 'duplicate';
      await handle(duplicate);
    }
    await open({ handle });
    expect(breaker.isOpen).toBe(true);
    breaker.stop();
  });
});
