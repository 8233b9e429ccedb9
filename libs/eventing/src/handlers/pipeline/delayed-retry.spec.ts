import { eventually } from '../../testing/eventually';
import { failing, handlingOf, incoming, run } from '../../../test/handlers/support/handling-under-test';
import { RecordingBroker } from '../../../test/handlers/support/recording-broker';
import { thingHappened } from '../../../test/handlers/support/thing-happened';
import { BrokerRefusedError, BrokerUnavailableError } from '../../broker/broker-errors';
import { BrokerNames } from '../../broker/names';
import { PermanentError } from '../../message/errors';
import { LeftUnsettled } from '../left-unsettled';
import { checkAtTheDoor } from './check-at-the-door';
import { delayedRetry } from './delayed-retry';
import { GiveUp } from './give-up';

const names = new BrokerNames('svc', 'ns');

function setUp() {
  const broker = new RecordingBroker();
  return { broker, middleware: delayedRetry(broker, names) };
}

const attemptsOf = (attempt: number, delays: number) =>
  incoming(thingHappened(), {
    properties: { headers: { 'x-warren-attempt': attempt, 'x-warren-delays': delays } },
  });

async function failOnce(handling = handlingOf(), error: unknown = new Error('boom')) {
  const { broker, middleware } = setUp();
  const outcome = run(handling, middleware, checkAtTheDoor(), failing(error));
  await outcome;
  return broker.published;
}

describe('delayedRetry', () => {
  it('leaves alone what works', async () => {
    const { broker, middleware } = setUp();
    await run(handlingOf(), middleware, failing());
    expect(broker.published).toEqual([]);
  });

  it('sends what failed to the retry queue of the first delay, addressed to the queue it came from', async () => {
    const message = incoming(thingHappened(), {
      properties: {
        messageId: 'm',
        type: 't',
        correlationId: 'c',
        contentType: 'ct',
        timestamp: 5,
        headers: { tenant: 'x' },
      },
    });
    const handling = handlingOf({ message });
    handling.attempt = 3;
    const [retry] = await failOnce(handling);
    expect(retry).toMatchObject({
      exchange: 'ns.svc.retry.1s',
      routingKey: 'svc.note-thing',
      body: message.body,
      properties: {
        messageId: 'm',
        type: 't',
        correlationId: 'c',
        contentType: 'ct',
        timestamp: 5,
        headers: { tenant: 'x', 'x-warren-attempt': 3, 'x-warren-delays': 1 },
      },
    });
  });

  it('goes from delay to delay', async () => {
    const [retry] = await failOnce(handlingOf({ message: attemptsOf(3, 1) }));
    expect(retry?.exchange).toBe('ns.svc.retry.10s');
  });

  it('gives up when there is no next delay, with the failure of the last try', async () => {
    const failure = new Error('the last straw');
    const giving = failOnce(handlingOf({ message: attemptsOf(5, 2) }), failure);
    await expect(giving).rejects.toMatchObject({ reason: 'exhausted', failure });
  });

  it.each([
    ['PermanentError', new PermanentError('no use'), {}],
    ['an error that the handler names', new RangeError('no use'), { permanent: [RangeError] }],
  ])('gives up at once for %s', async (_what, failure, handler) => {
    await expect(failOnce(handlingOf({ handler }), failure)).rejects.toMatchObject({
      reason: 'permanent',
      failure,
    });
  });

  it.each([new GiveUp('malformed', new Error('no JSON')), new LeftUnsettled()])(
    'passes on %s',
    async (error) => {
      await expect(failOnce(handlingOf(), error)).rejects.toBe(error);
    },
  );

  it.each<Error | 'unroutable'>([
    new BrokerUnavailableError('no connection'),
    new BrokerRefusedError('the queue is full'),
    new TypeError('something nobody thought of'),
    'unroutable',
  ])('holds the message while the broker does not take its retry: %s', async (refusal) => {
    const { broker, middleware } = setUp();
    broker.answers.push(refusal, refusal);
    const handling = handlingOf();
    const handled = run(handling, middleware, checkAtTheDoor(), failing(new Error('boom')));
    await eventually('the handling says that it is held', () => handling.heldBecause);
    await handled;
    expect(handling.heldBecause).toBeUndefined();
    expect(broker.published.at(-1)?.exchange).toBe('ns.svc.retry.1s');
  });

  it('leaves a held message to the broker when the consumer stops', async () => {
    const { broker, middleware } = setUp();
    broker.answers.push(...Array<Error>(100).fill(new BrokerUnavailableError('no connection')));
    const stopping = new AbortController();
    const handling = handlingOf({ stopping: stopping.signal });
    const handled = run(handling, middleware, checkAtTheDoor(), failing(new Error('boom')));
    await eventually('the handling says that it is held', () => handling.heldBecause);
    stopping.abort();
    await expect(handled).rejects.toThrow(LeftUnsettled);
    expect(broker.published).toEqual([]);
  });
});
