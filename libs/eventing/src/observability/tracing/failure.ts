import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';

/** Notes on a span that what it covers has failed, and why. */
export function noteFailure(span: Span, error: unknown): void {
  noteException(span, error);
  markFailed(span, error);
}

/** Notes something that went wrong on the way; it may still end well. The exporter takes out what must not leave the process. */
export function noteException(span: Span, error: unknown, attributes: Attributes = {}): void {
  if (!span.isRecording()) return;
  const { name, message, stack } = asError(error);
  span.addEvent('exception', {
    'exception.type': name,
    'exception.message': message,
    'exception.stacktrace': stack,
    ...attributes,
  });
}

/** Marks a span as failed, for good: OpenTelemetry has no way back to neither. */
export function markFailed(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const { name, message } = asError(error);
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
