import type { NextFunction, Request, Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { runInMessageContext, traceHere } from '@warren/eventing';

export const CORRELATION_HEADER = 'x-correlation-id';

const ACCEPTABLE_ID = /^[\w.:/+=-]{1,128}$/;

/**
 * Gives every request a correlation id: its own header's, when that can safely be logged and sent on, else a new one. Events
 * that the request publishes carry it, so do the events of their handlers, and the answer names it.
 */
export function correlate(request: Request, response: Response, next: NextFunction): void {
  const given = request.header(CORRELATION_HEADER);
  const correlationId = given && ACCEPTABLE_ID.test(given) ? given : uuidv7();
  const arrived = { traceparent: request.header('traceparent'), tracestate: request.header('tracestate') };
  response.setHeader(CORRELATION_HEADER, correlationId);
  runInMessageContext({ correlationId, ...traceHere(arrived) }, next);
}
