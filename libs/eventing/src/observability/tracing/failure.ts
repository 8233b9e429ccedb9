import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import { withoutTexts } from '../../message/personal/personal-texts';
import { personalTextsInWork } from '../../message/personal/texts-in-work';

/** Notes on a span that what it covers has failed, and why. */
export function noteFailure(span: Span, error: unknown, personalTexts?: readonly string[]): void {
  noteException(span, error, {}, personalTexts);
  markFailed(span, error, personalTexts);
}

/** Notes something that went wrong on the way; it may still end well. The exporter takes out what must not leave the process. */
export function noteException(
  span: Span,
  error: unknown,
  attributes: Attributes = {},
  personalTexts = personalTextsInWork(),
): void {
  if (!span.isRecording()) return;
  const { name, message, stack = '' } = asError(error);
  span.addEvent('exception', {
    'exception.type': name,
    'exception.message': withoutTexts(message, personalTexts),
    'exception.stacktrace': withoutTexts(stack, personalTexts),
    ...attributes,
  });
}

/** Marks a span as failed, for good: OpenTelemetry has no way back to neither. */
export function markFailed(span: Span, error: unknown, personalTexts = personalTextsInWork()): void {
  if (!span.isRecording()) return;
  const { name, message } = asError(error);
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: withoutTexts(message, personalTexts) });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
