import { Controller, Get, Logger, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { currentMessageContext } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { Public } from '../access/access-rule';
import { readConfig } from '../config/service-config';
import { configureHttp } from '../http/configure-http';
import { HttpClient } from '../testing/http-client';
import { httpOnly } from '../testing/http-only';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { ServiceLogger } from '../logging/service-logger';

@Controller()
@Public('Who asks is no matter here.')
class PensController {
  @Get('pens/:id')
  find(@Param('id') id: string) {
    if (id === 'broken') throw new Error('postgres://ada:hunter2hunter2@db/orders is away');
    return { context: currentMessageContext() };
  }

  @Post('pens')
  make() {
    new Logger('Pens').log('Made.');
    return { context: currentMessageContext() };
  }

  @Get('health/live')
  live() {
    return {};
  }
}

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const lines: string[] = [];
let app: NestExpressApplication;
let http: HttpClient;

beforeAll(async () => {
  provider.register();
  const logger = new ServiceLogger('pens', { LOG_FORMAT: 'json' }, { write: (line) => lines.push(line) });
  const config = readConfig('pens', NEEDED_SETTINGS);
  const module = httpOnly(config, PensController);
  app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false, logger });
  configureHttp(app, config);
  await app.listen(0, '127.0.0.1');
  http = new HttpClient(await app.getUrl(), 'nobody');
});
beforeEach(() => {
  exporter.reset();
  lines.length = 0;
});
afterAll(async () => {
  await app?.close();
  await provider.shutdown();
  [trace, context, propagation].forEach((api) => api.disable());
});

const theSpan = (): Promise<ReadableSpan> =>
  eventually('the span of the request', () => exporter.getFinishedSpans()[0]);
const theLine = (start: string) =>
  eventually(`the line ${start}`, () =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ message }) => String(message).startsWith(start)),
  );

describe('a request', () => {
  it('is a span named by its route, in which everything else happens', async () => {
    const { body } = await http.get('/pens/7?colour=blue');
    const span = await theSpan();
    const { traceId, spanId } = span.spanContext();
    expect({ name: span.name, kind: span.kind, parent: span.parentSpanContext }).toEqual({
      name: 'GET /pens/:id',
      kind: SpanKind.SERVER,
      parent: undefined,
    });
    expect(span.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/pens/:id',
      'http.response.status_code': 200,
      'url.path': '/pens/7',
      'url.query': 'colour=blue',
    });
    expect(body.context.traceparent).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('belongs to the trace of who sent it, and so does what it publishes', async () => {
    const [traceId, caller] = ['a'.repeat(32), 'b'.repeat(16)];
    const headers = { traceparent: `00-${traceId}-${caller}-01`, tracestate: 'vendor=1' };
    const { body } = await http.get('/pens/7', { headers });
    const span = await theSpan();
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.parentSpanContext?.spanId).toBe(caller);
    expect(body.context).toMatchObject({
      traceparent: `00-${traceId}-${span.spanContext().spanId}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('that its caller does not record is not recorded here, and its events say so', async () => {
    const traceparent = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`;
    const { body } = await http.get('/pens/7', { headers: { traceparent } });
    expect(body.context.traceparent).toMatch(new RegExp(`^00-${'c'.repeat(32)}-[0-9a-f]{16}-00$`));
    await theLine('GET /pens/7');
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('that fails by a fault of the service is marked, one by a fault of the client is not', async () => {
    await http.get('/pens/broken');
    expect((await theSpan()).status.code).toBe(SpanStatusCode.ERROR);
    exporter.reset();
    await http.get('/ink');
    const span = await theSpan();
    expect([span.name, span.status.code]).toEqual(['GET', SpanStatusCode.UNSET]);
  });

  it('of a probe is neither traced nor logged', async () => {
    await http.get('/health/live');
    await http.post('/pens');
    await theLine('POST /pens');
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['POST /pens']);
    expect(lines.join('')).not.toContain('/health');
  });
});

describe('the log', () => {
  it('has a line for each request, with its ids, and the same ids where the request is handled', async () => {
    const { headers } = await http.post('/pens', undefined, { 'x-correlation-id': 'made-1' });
    const answered = await theLine('POST /pens 201 ');
    const { traceId, spanId } = (await theSpan()).spanContext();
    const ids = { service: 'pens', trace_id: traceId, span_id: spanId, correlation_id: 'made-1' };
    expect(headers.get('x-correlation-id')).toBe('made-1');
    expect(answered).toMatchObject({ ...ids, level: 'info', context: 'Http' });
    expect(await theLine('Made.')).toMatchObject({ ...ids, context: 'Pens' });
  });

  it('tells an error of the service with its ids and stack, and without the password in it', async () => {
    await http.get('/pens/broken', { headers: { 'x-correlation-id': 'broken-1' } });
    const line = await theLine('GET /pens/broken failed');
    expect(line).toMatchObject({ level: 'error', correlation_id: 'broken-1', error_name: 'Error' });
    expect(line.stack).toMatch(/postgres:\/\/ada:\*\*\*@db\/orders is away\n +at /);
    expect(lines.join('')).not.toContain('hunter2');
  });
});
