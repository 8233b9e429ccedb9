import { SagaError } from './saga-errors';
import { SagaProcess } from './saga-process';
import { ScheduleError } from '../scheduling/when';

describe('SagaProcess', () => {
  const published: object[] = [];
  const begin = (knownTimeouts = ['stock', 'payment']) =>
    new SagaProcess({
      name: 'fulfil',
      key: 'o-1',
      state: { total: 1 },
      knownTimeouts,
      publish: (event) => `id ${published.push(event)}`,
    });

  it('keeps what a step asks for, the last word on each time-out', () => {
    const saga = begin();
    expect(saga.publish({})).toBe('id 1');
    saga.timeout('stock', '1m');
    saga.timeout('payment', '1h');
    saga.cancelTimeout('payment');
    saga.timeout('stock', new Date(5));
    saga.state = { total: 2 };
    const { timeouts, completed } = saga.end();
    expect([...timeouts]).toEqual([
      ['stock', { at: new Date(5), afterMs: null }],
      ['payment', null],
    ]);
    expect(completed).toBe(false);
  });

  it('needs no time-outs once it is completed, and takes none', () => {
    const saga = begin();
    saga.timeout('stock', '1m');
    saga.complete();
    expect(saga.isCompleted).toBe(true);
    expect(() => saga.timeout('stock', '1m')).toThrow(
      'fulfil: it is completed, and waits for no time-out "stock"',
    );
    expect(saga.end()).toEqual({ completed: true, timeouts: new Map() });
  });

  it('knows the names of its time-outs, and what a time is', () => {
    expect(() => begin().timeout('stcok', '1m')).toThrow(SagaError);
    expect(() => begin().timeout('stcok', '1m')).toThrow(
      /Put @OnTimeout\('stcok'\) on one.*There is stock, payment\./,
    );
    expect(() => begin([]).cancelTimeout('stock')).toThrow(/It has none\./);
    expect(() => begin().timeout('stock', 'soon' as never)).toThrow(ScheduleError);
  });

  it('is closed when its method has returned', () => {
    const saga = begin();
    saga.end();
    for (const late of [
      () => saga.publish({}),
      () => saga.timeout('stock', '1m'),
      () => saga.cancelTimeout('stock'),
      () => saga.complete(),
    ])
      expect(late).toThrow(/was called after the method had returned\. Await what calls it\./);
  });
});
