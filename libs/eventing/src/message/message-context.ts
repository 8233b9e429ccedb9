import { v7 as uuidv7 } from 'uuid';
import { Ambient } from '../ambient';
import { currentTrace, runInTrace } from './traceparent';

/** What ties together everything that one request set off. */
export interface MessageContext {
  /** The same from the first request to the last event. */
  correlationId: string;
  /** The event that is being handled; absent while a request is. */
  causationId?: string;
  /** The handler, projection or saga that is running; absent while a request is handled. */
  consumer?: string;
  /** W3C trace context of what is being done now. */
  traceparent?: string;
  /** What tracing systems have added to it. */
  tracestate?: string;
}

const ambient = new Ambient<MessageContext>();

/**
 * Runs `work` so that every event it publishes carries this context, and every span it starts belongs to this trace.
 *
 * @example runInMessageContext({ correlationId: request.header('x-correlation-id') }, next)
 */
export function runInMessageContext<T>(context: MessageContext, work: () => T): T {
  return ambient.run(context, () => runInTrace(context, work));
}

/**
 * The context of the code that is running; outside of one, a new one with a correlation id of its own. Its trace is that
 * of the span which is active, where the process traces.
 */
export function currentMessageContext(): MessageContext {
  const context = findMessageContext() ?? { correlationId: uuidv7() };
  const active = currentTrace();
  return active ? { ...context, tracestate: undefined, ...active } : context;
}

/** The context of the code that is running, undefined outside of one: what a log line can tell without making it up. */
export function findMessageContext(): MessageContext | undefined {
  return ambient.current;
}
