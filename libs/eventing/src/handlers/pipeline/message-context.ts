import { runInMessageContext } from '../../message/message-context';
import { childOf } from '../../message/traceparent';
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
