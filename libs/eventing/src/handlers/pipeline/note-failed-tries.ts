import { trace } from '@opentelemetry/api';
import { noteException } from '../../observability/tracing/failure';
import { GiveUp } from './give-up';
import type { Middleware } from './handling';

/** Notes each try that fails on the span of its delivery, which the last one decides about. To stand inside the immediate tries. */
export function noteFailedTries(): Middleware {
  return async (handling, next) => {
    try {
      await next();
      handling.lastFailure = undefined;
    } catch (error) {
      const failure = error instanceof GiveUp ? error.failure : error;
      handling.lastFailure = { error: failure };
      const span = trace.getActiveSpan();
      if (span) noteException(span, failure, { 'warren.attempt': handling.attempt });
      throw error;
    }
  };
}
