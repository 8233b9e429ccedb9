import { Logger } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { CarefulExporter } from './careful-exporter';

function exporter() {
  const results: { code: number; error?: Error }[] = [];
  const inner = {
    export: jest.fn<void, Parameters<SpanExporter['export']>>((_spans, done) =>
      done(results.shift() ?? { code: 0 }),
    ),
    shutdown: () => Promise.resolve(),
  };
  const careful = new CarefulExporter(inner, 'http://collector:4318');
  const send = (...spans: Partial<ReadableSpan>[]) =>
    new Promise((resolve) => careful.export(spans.map(spanOf), resolve));
  return { results, inner, send };
}

function spanOf(changes: Partial<ReadableSpan>): ReadableSpan {
  return { attributes: {}, events: [], status: { code: SpanStatusCode.UNSET }, ...changes } as ReadableSpan;
}

describe('spans on their way to the collector', () => {
  it('have no secrets, wherever in them they were', async () => {
    const { inner, send } = exporter();
    await send({
      attributes: { 'url.query': 'token=hunter2&page=1', 'db.query.text': 'select 1', port: 1 },
      events: [
        {
          name: 'exception',
          time: [0, 0],
          attributes: { 'exception.message': 'amqp://a:hunter2@mq is away' },
        },
      ],
      status: { code: SpanStatusCode.ERROR, message: 'password=hunter2 is wrong' },
    });
    const [[sent]] = inner.export.mock.calls[0] as [ReadableSpan[], unknown];
    expect(JSON.stringify(sent)).not.toContain('hunter2');
    expect(sent?.attributes).toEqual({
      'url.query': 'token=***&page=1',
      'db.query.text': 'select 1',
      port: 1,
    });
  });

  it('are lost while it does not take them, which is told once, and so is the end of it', async () => {
    const { results, send } = exporter();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const log = jest.spyOn(Logger.prototype, 'log').mockReturnValue();
    const refused = { code: 1, error: new Error('connect ECONNREFUSED') };
    results.push(refused, refused, refused, { code: 0 }, { code: 0 });
    await send({}, {});
    await send({});
    await send({});
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/collector at http:\/\/collector:4318 .*ECONNREFUSED/) as string],
    ]);
    await send({});
    await send({});
    expect(log.mock.calls).toEqual([['Traces are taken again; 4 spans were lost meanwhile.']]);
    jest.restoreAllMocks();
  });
});
