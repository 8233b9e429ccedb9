import { SpanStatusCode, trace, context, propagation } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { DataSource } from 'typeorm';
import type { AfterQueryEvent } from 'typeorm/subscriber/event/QueryEvent';
import type { ServiceConfig } from '../config/service-config';
import { StatementSpans } from './statement-spans';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => provider.register());
beforeEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  [trace, context, propagation].forEach((api) => api.disable());
});

function statements(TRACE_STATEMENTS: ServiceConfig['TRACE_STATEMENTS'] = 'all') {
  const dataSource = { subscribers: [] } as unknown as DataSource;
  const spans = new StatementSpans(dataSource, { TRACE_STATEMENTS } as ServiceConfig);
  spans.onModuleInit();
  return { spans, dataSource };
}

const done = (changes: Partial<AfterQueryEvent>) =>
  ({ query: 'select 1', success: true, executionTime: 7, ...changes }) as AfterQueryEvent;
const inSpan = (work: () => void) =>
  trace.getTracer('test').startActiveSpan('outer', (span) => {
    work();
    span.end();
  });

describe('a statement', () => {
  it('is a span of what is being traced: its text, how long it took, and no value', () => {
    const { spans, dataSource } = statements();
    expect(dataSource.subscribers).toEqual([spans]);
    const query = '  with event as (\n   select $1::text)\n insert into t select * from event';
    inSpan(() => spans.afterQuery(done({ query, parameters: ['hunter2'] })));
    const [statement, outer] = exporter.getFinishedSpans();
    expect(statement?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(statement).toMatchObject({
      name: 'WITH',
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': 'with event as ( select $1::text) insert into t select * from event',
      },
    });
    expect(JSON.stringify(statement?.attributes)).not.toContain('hunter2');
    const [seconds, nanoseconds] = statement?.duration ?? [0, 0];
    expect(seconds * 1_000 + nanoseconds / 1e6).toBeGreaterThanOrEqual(6);
  });

  it('that failed says with which state', () => {
    const error = Object.assign(new Error('no'), { code: '23505' });
    inSpan(() => statements().spans.afterQuery(done({ success: false, executionTime: undefined, error })));
    expect(exporter.getFinishedSpans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '23505' },
    });
  });

  it('is a span only when it was slow or failed, where that is what was asked for', () => {
    const { spans } = statements('50ms');
    inSpan(() => {
      spans.afterQuery(done({ query: 'select quick', executionTime: 49 }));
      spans.afterQuery(done({ query: 'select slow', executionTime: 50 }));
      spans.afterQuery(done({ query: 'select wrong', executionTime: 1, success: false }));
    });
    const texts = exporter.getFinishedSpans().map(({ attributes }) => attributes['db.query.text']);
    expect(texts).toEqual(['select slow', 'select wrong', undefined]);
  });

  it('is none outside of a trace, and none where that was switched off', () => {
    statements().spans.afterQuery(done({}));
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(statements('none').dataSource.subscribers).toEqual([]);
  });
});
