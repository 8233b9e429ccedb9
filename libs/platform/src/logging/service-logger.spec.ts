import { runInMessageContext } from '@warren/eventing';
import { ServiceLogger } from './service-logger';

type Settings = ConstructorParameters<typeof ServiceLogger>[1];

function logger(settings: Settings = {}) {
  const lines: string[] = [];
  const format = { LOG_FORMAT: 'json', ...settings } as const;
  const log = new ServiceLogger('orders', format, { write: (line) => lines.push(line) });
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('a line of the log', () => {
  it('says who, when, how bad, where and what', () => {
    const { log, entries } = logger();
    log.warn('The broker is away.', 'Relay');
    expect(entries()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        service: 'orders',
        context: 'Relay',
        message: 'The broker is away.',
      },
    ]);
  });

  it('has the error with its causes, be it given as an error or as a stack', () => {
    const { log, entries } = logger();
    const error = new TypeError('no', { cause: new Error('because') });
    log.error('It failed.', error, 'Relay');
    log.error('It failed.', error.stack, 'Relay');
    log.error(error, 'Relay');
    log.error('It failed.', undefined, 'Relay');
    const [one, two, three, four] = entries();
    expect(one).toMatchObject({ message: 'It failed.', context: 'Relay', error_name: 'TypeError' });
    expect(one?.stack).toMatch(/^TypeError: no\n +at [^]*\nCaused by: Error: because\n +at /);
    expect(two?.stack).toMatch(/^TypeError: no\n +at /);
    expect(three).toMatchObject({ message: 'no', error_name: 'TypeError' });
    expect(four).toMatchObject({ message: 'It failed.', context: 'Relay' });
    expect(four).not.toHaveProperty('stack');
  });

  it('has what it is about: correlation, event, handler and trace', () => {
    const { log, entries } = logger();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const context = { correlationId: 'c', causationId: 'e', consumer: 'take-payment', traceparent };
    runInMessageContext(context, () => log.log('Paid.', 'Payments'));
    runInMessageContext({ correlationId: 'r' }, () => log.log('Asked.', 'Http'));
    log.log('Started.', 'Service');
    const [delivery, request, neither] = entries();
    expect(delivery).toMatchObject({
      trace_id: 'a'.repeat(32),
      correlation_id: 'c',
      event_id: 'e',
      handler: 'take-payment',
    });
    expect(request).toMatchObject({ correlation_id: 'r' });
    expect(request).not.toHaveProperty('event_id');
    expect(Object.keys(neither ?? {}).sort()).toEqual(['context', 'level', 'message', 'service', 'time']);
  });

  it('is no page, however long the ids are that somebody sends', () => {
    const { log, entries } = logger();
    const id = 'x'.repeat(100_000);
    const context = { correlationId: id, causationId: id, consumer: 'take-payment' };
    runInMessageContext(context, () => log.warn(`${id} failed.`, 'Retry'));
    const [line] = entries();
    expect(JSON.stringify(line).length).toBeLessThan(5_000);
    expect(line?.message).toMatch(/^x{4000}… \(96008 characters more\)$/);
    expect(line?.correlation_id).toMatch(/^x{200}…$/);
  });

  it('is written from the level on that was asked for', () => {
    const all = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
    for (const LOG_LEVEL of all) {
      const { log, entries } = logger({ LOG_LEVEL });
      for (const level of all) log[level]('x');
      expect(entries()).toHaveLength(all.indexOf(LOG_LEVEL) + 1);
    }
  });

  it('of Nest that only tells how it starts is for who looks closely', () => {
    const { log, lines } = logger();
    log.log('Mapped {/orders, POST} route', 'RouterExplorer');
    expect(lines).toEqual([]);
    const close = logger({ LOG_LEVEL: 'debug' });
    close.log.log('Mapped {/orders, POST} route', 'RouterExplorer');
    expect(close.entries()).toMatchObject([{ level: 'debug' }]);
  });

  it('is readable in a terminal', () => {
    const { log, lines } = logger({ LOG_FORMAT: 'text' });
    runInMessageContext({ correlationId: 'c-1' }, () => log.error('It failed.', new Error('no'), 'Relay'));
    expect(lines.join('')).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} orders ERROR \[Relay\] It failed\. \(correlation_id=c-1\)\nError: no\n +at /,
    );
  });
});
