import { Logger } from '@nestjs/common';
import { context, trace, type Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { redactText } from '../logging/redaction/redact';

type Done = Parameters<SpanExporter['export']>[1];
type Result = Parameters<Done>[0];

/** As OpenTelemetry counts: 0 is success. */
const SUCCESS = 0;

/**
 * Takes secrets out of spans before they leave the process, and says when the collector does not take them: once when that
 * begins, and once when it is over. Spans that it did not take are lost, and nothing else is.
 */
export class CarefulExporter implements SpanExporter {
  private readonly logger = new Logger('Tracing');
  private lost = 0;

  /** @param address of the collector, as it is told to people */
  constructor(
    private readonly inner: SpanExporter,
    private readonly address: string,
  ) {}

  export(spans: ReadableSpan[], done: Done): void {
    spans.forEach(redactSpan);
    this.inner.export(spans, (result) => {
      this.tell(result, spans.length);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  private tell({ code, error }: Result, count: number): void {
    // Outside of whatever is traced: it is no part of that.
    context.with(trace.deleteSpan(context.active()), () => {
      if (Number(code) === SUCCESS) {
        if (this.lost > 0) this.logger.log(`Traces are taken again; ${this.lost} spans were lost meanwhile.`);
        this.lost = 0;
        return;
      }
      const why = error?.message ?? 'it does not say why';
      if (this.lost === 0)
        this.logger.warn(
          `The collector at ${this.address} does not take traces (${why}). They are lost until it does; everything else goes on.`,
        );
      this.lost += count;
    });
  }
}

/** In place: a span that has ended is read by nobody but its exporter. */
function redactSpan(span: ReadableSpan): void {
  redactAttributes(span.attributes);
  for (const { attributes } of span.events) if (attributes) redactAttributes(attributes);
  if (span.status.message) span.status.message = redactText(span.status.message);
}

function redactAttributes(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string' && mayHoldAnything(name)) attributes[name] = redactText(value);
}

/** Looking at each attribute of each span would cost more than recording them; ids and names are no texts. */
function mayHoldAnything(name: string): boolean {
  return !/^(messaging|cloudevents|network|server)\./.test(name);
}
