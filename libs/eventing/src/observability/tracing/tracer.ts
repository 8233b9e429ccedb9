import { trace } from '@opentelemetry/api';

/**
 * Starts the library's spans. As long as the process has not set OpenTelemetry up it makes none, and what it does instead
 * costs next to nothing.
 */
export const tracer = trace.getTracer('@warren/eventing');
