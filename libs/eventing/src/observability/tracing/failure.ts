import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';

/** Notes on a span that what it covers has failed, and why. The exporter takes care of what must not leave the process. */
export function noteFailure(span: Span, error: unknown, attributes: Attributes = {}): void {
  if (!span.isRecording()) return;
  const exception = error instanceof Error ? error : new Error(String(error));
  span.addEvent('exception', {
    'exception.type': exception.name,
    'exception.message': exception.message,
    'exception.stacktrace': exception.stack,
    ...attributes,
  });
  span.setAttribute('error.type', exception.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
}

/** It has succeeded after all. */
export function noteRecovery(span: Span): void {
  if (span.isRecording()) span.setStatus({ code: SpanStatusCode.UNSET });
}
