import { context, propagation, trace } from '@opentelemetry/api';
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
  await startTracing({ service: 'pens', OTEL_EXPORTER_OTLP_ENDPOINT: address });
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
});
