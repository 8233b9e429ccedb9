import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';
import { contextOf, usableTrace } from '@warren/eventing';
import { isAskedByMachines } from '../http/asked-by-machines';
import { tracer } from './tracer';

/**
 * Covers a request in a span, by OpenTelemetry's semantic conventions for HTTP: a child of the caller's, when it sent a
 * `traceparent`. Everything that the request sets off, in whatever service, belongs to its trace.
 */
export function traceRequest(request: Request, response: Response, next: NextFunction): void {
  if (isAskedByMachines(request.path)) return next();
  const arrived = { traceparent: request.header('traceparent'), tracestate: request.header('tracestate') };
  const options = { kind: SpanKind.SERVER, attributes: attributesOf(request) };
  const span = tracer.startSpan(request.method, options, contextOf(usableTrace(arrived)));
  response.once('close', () => end(span, request, response));
  context.with(trace.setSpan(context.active(), span), next);
}

function attributesOf(request: Request): Attributes {
  const query = request.url.indexOf('?');
  return {
    'http.request.method': request.method,
    'url.scheme': request.protocol,
    'url.path': request.path,
    'url.query': query < 0 ? undefined : request.url.slice(query + 1),
    'server.address': request.hostname,
    'network.protocol.version': request.httpVersion,
    'user_agent.original': request.header('user-agent'),
  };
}

/** The route is known now, and only it keeps the number of names small: a path may hold anything. */
function end(span: Span, request: Request, response: Response): void {
  const route = (request.route as { path?: unknown } | undefined)?.path;
  if (typeof route === 'string') {
    span.updateName(`${request.method} ${route}`);
    span.setAttribute('http.route', route);
  }
  span.setAttribute('http.response.status_code', response.statusCode);
  if (response.statusCode >= 500) fail(span, String(response.statusCode));
  else if (!response.writableFinished) fail(span, 'client_went_away');
  span.end();
}

function fail(span: Span, why: string): void {
  span.setAttribute('error.type', why);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
