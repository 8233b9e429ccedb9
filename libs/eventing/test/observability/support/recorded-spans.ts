import { context, propagation, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';

/** OpenTelemetry for the process of one test file: what ends is kept here. */
export class RecordedSpans {
  private readonly exporter = new InMemorySpanExporter();
  private readonly provider = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(this.exporter)],
  });

  constructor() {
    this.provider.register();
  }

  /** Of one trace, or all; in the order in which they ended. */
  all(traceId?: string): ReadableSpan[] {
    return this.exporter
      .getFinishedSpans()
      .filter((span) => traceId === undefined || span.spanContext().traceId === traceId);
  }

  /** Runs `work` in a span of its own, as an HTTP request would be; returns what it returned and the trace's id. */
  async inRoot<T>(work: () => Promise<T>): Promise<{ result: T; traceId: string; rootId: string }> {
    return trace.getTracer('test').startActiveSpan('POST /pings', async (span) => {
      try {
        const { traceId, spanId: rootId } = span.spanContext();
        return { result: await work(), traceId, rootId };
      } finally {
        span.end();
      }
    });
  }

  async stop(): Promise<void> {
    await this.provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  }
}

/** The spans whose parent is not among the others: a trace that hangs together has one. */
export function rootsOf(spans: readonly ReadableSpan[]): string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  return spans
    .filter(({ parentSpanContext: parent }) => !parent || !ids.has(parent.spanId))
    .map(({ name }) => name);
}
