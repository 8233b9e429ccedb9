import { Logger } from '@nestjs/common';
import type { IncomingMessage } from '../../broker/broker';
import { resolveBreaker, type BreakerSettings } from '../../handlers/breaker/breaker-options';
import { ConsumptionBreaker } from '../../handlers/breaker/consumption-breaker';
import { InvalidPayloadError } from '../../message/errors';
import { eventually } from '../../testing/eventually';
import type { FoldOutcome } from '../fold';
import { FoldError } from '../projection-errors';
import type { FoldStep, StreamEvent } from '../streams/stream-event';
import { EverythingFailsError, FoldBreaker } from './fold-breaker';

Logger.overrideLogger(false);

const eventOf = (stream: string) =>
  ({
    stream,
    sequence: 1,
    step: {} as FoldStep,
    message: { body: Buffer.from(stream) } as IncomingMessage,
  }) as StreamEvent;
const events = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => eventOf(`${prefix}${at}`));

/** What the fold makes of these, some of which it refuses. */
function outcomeOf(good: StreamEvent[], bad: StreamEvent[], error: Error): FoldOutcome {
  return {
    gates: new Map(good.map(({ stream, sequence }) => [stream, sequence])),
    rows: new Map(),
    parked: bad.map((event) => ({ event, error })),
    blocked: [],
  };
}

function setUp() {
  const settings = resolveBreaker({ firstPause: '1ms', longestPause: '1ms' }, undefined) as BreakerSettings;
  const breaker = new ConsumptionBreaker('history', settings);
  const folds = new FoldBreaker(breaker);
  /** As a transaction does: asks, and tells what it has committed. */
  const commit = (good: StreamEvent[], bad: StreamEvent[], error: Error = new TypeError('of undefined')) => {
    const [due, outcome] = [[...good, ...bad], outcomeOf(good, bad, error)];
    folds.check(due, outcome);
    folds.committed(due, outcome);
  };
  const untilItLooks = () => eventually('it looks again', () => !breaker.isOpen);
  return { breaker, commit, untilItLooks };
}

describe('FoldBreaker', () => {
  it.each([
    ['a fold that throws', new TypeError('of undefined')],
    ['a row that is none', new FoldError('no row')],
  ])('undoes a batch that fails throughout: %s', (_what, error) => {
    const { breaker, commit } = setUp();
    const bad = events(5, 'bad');
    let thrown: unknown;
    try {
      commit([], bad, error);
    } catch (everything) {
      thrown = everything;
    }
    expect(thrown).toBeInstanceOf(EverythingFailsError);
    expect([...(thrown as EverythingFailsError).failed]).toEqual(bad.map(({ message }) => message));
    expect(breaker.isOpen).toBe(true);
    breaker.stop();
  });

  it('lets a batch commit of which something succeeds', () => {
    const { breaker, commit } = setUp();
    commit(events(2, 'good'), events(5, 'bad'));
    expect(breaker.isClosed).toBe(true);
  });

  it('draws no conclusion from payloads that break their rules', () => {
    const { breaker, commit } = setUp();
    commit([], events(50, 'broken'), new InvalidPayloadError('amount must be a number'));
    expect(breaker.isClosed).toBe(true);
  });

  it('lets those be parked that fail again after others have succeeded, and counts them no more', async () => {
    const { breaker, commit, untilItLooks } = setUp();
    const bad = events(20, 'bad');
    expect(() => commit([], bad)).toThrow(EverythingFailsError);
    await untilItLooks();
    for (const good of events(3, 'good')) commit([good], []);
    expect(breaker.isClosed).toBe(true);
    commit([], bad);
    expect(breaker.isClosed).toBe(true);
    expect(() => commit([], events(20, 'worse'))).toThrow(EverythingFailsError);
    breaker.stop();
  });

  it('undoes each look that fails, whatever it looks with', async () => {
    const { breaker, commit, untilItLooks } = setUp();
    const bad = events(5, 'bad');
    expect(() => commit([], bad)).toThrow(EverythingFailsError);
    await untilItLooks();
    for (const again of [...bad.slice(0, 2), eventOf('fresh')])
      expect(() => commit([], [again])).toThrow(EverythingFailsError);
    expect(breaker.isOpen).toBe(true);
    breaker.stop();
  });
});
