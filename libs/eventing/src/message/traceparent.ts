import { randomBytes } from 'node:crypto';

/** W3C Trace Context; ids of zeros alone are forbidden there. */
const TRACEPARENT = /^([\da-f]{2}-(?!0{32})[\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})$/;

/** Whether a text is a W3C traceparent, and so may be passed on. */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/** The same trace with a span of its own; undefined for a traceparent that is none. */
export function childOf(traceparent: string | undefined): string | undefined {
  const [, trace, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return trace && `${trace}-${randomBytes(8).toString('hex')}-${flags}`;
}
