import { randomBytes } from 'node:crypto';
import { runInMessageContext } from '../../message/message-context';
import type { Middleware } from './handling';

/** Makes what the handler publishes carry on the correlation, the cause and the trace of the event it handles. */
export function messageContext(): Middleware {
  return ({ event }, next) => {
    const { correlationid, id, traceparent } = event.envelope;
    return runInMessageContext(
      { correlationId: correlationid, causationId: id, traceparent: childOf(traceparent) },
      next,
    );
  };
}

const TRACEPARENT = /^([\da-f]{2}-[\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/;

/** The same trace with a span of its own; a traceparent that is none is not passed on. */
export function childOf(traceparent: string | undefined): string | undefined {
  const [, trace, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return trace && `${trace}-${randomBytes(8).toString('hex')}-${flags}`;
}
