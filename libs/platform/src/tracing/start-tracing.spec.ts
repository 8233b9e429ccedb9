import { context, propagation, trace, type Span } from '@opentelemetry/api';
import { setEnvironment } from '@warren/eventing/testing';
import { startTracing, stopTracing } from './start-tracing';

const tracer = () => trace.getTracer('test');
let restore: () => void = () => undefined;

afterEach(async () => {
  await stopTracing();
  [trace, context, propagation].forEach((api) => api.disable());
  restore();
});

async function begin(address: string, env: Record<string, string> = {}): Promise<void> {
  restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: address, ...env });
  await startTracing({
    service: 'pens',
    OTEL_EXPORTER_OTLP_ENDPOINT: address,
    OTEL_TRACES_SAMPLER: env.OTEL_TRACES_SAMPLER,
    ...(env.TRACES_PER_SECOND && { TRACES_PER_SECOND: Number(env.TRACES_PER_SECOND) }),
  });
}

// What is sent, and what a silent collector does to a stop, is tested with real processes: apps/test/trace.e2e-spec.ts.
describe('tracing', () => {
  it('is off where no collector is named, or it is switched off', async () => {
    await startTracing({ service: 'pens' });
    await startTracing({
      service: 'pens',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_SDK_DISABLED: 'true',
    });
    expect(tracer().startSpan('x').isRecording()).toBe(false);
  });

  it('records what the standard variables say', async () => {
    await begin('http://127.0.0.1:1', {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    expect(tracer().startSpan('x').isRecording()).toBe(false);
  });

  it('records of a flood what its limit says, and what has begun as a whole', async () => {
    await begin('http://127.0.0.1:1', { TRACES_PER_SECOND: '3' });
    const flood = Array.from({ length: 100 }, () => tracer().startSpan('x'));
    const recorded = flood.filter((span) => span.isRecording());
    expect(recorded.length).toBeGreaterThanOrEqual(3);
    expect(recorded.length).toBeLessThan(20);
    const [span] = recorded;
    const within = trace.setSpan(context.active(), span as Span);
    const parts = Array.from({ length: 100 }, () => tracer().startSpan('part', {}, within));
    expect(parts.every((part) => part.isRecording())).toBe(true);
  });

  it('has no limit where another sampler is named', async () => {
    await begin('http://127.0.0.1:1', {
      TRACES_PER_SECOND: '3',
      OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    });
    const flood = Array.from({ length: 100 }, () => tracer().startSpan('x'));
    expect(flood.every((span) => span.isRecording())).toBe(true);
  });
});
