import { trace } from '@opentelemetry/api';

/** Starts the platform's spans; none as long as the process has not set OpenTelemetry up. */
export const tracer = trace.getTracer('@warren/platform');
