import type { Server, ServerResponse } from 'node:http';
import type { Request } from 'express';
import { Gauge, Histogram, type Registry } from 'prom-client';
import { HTTP_DURATION, HTTP_IN_FLIGHT } from './platform.metrics';
import { settingsOf } from './registering';

/** Others that Node lets through are told as `other`: who sends requests must not decide how many series there are. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Measures every request, from its head to the end of its answer. It listens to the server itself, so that it also sees what
 * never reaches a controller: bodies that cannot be read, paths that are no route.
 */
export class HttpRequests {
  private readonly duration: Histogram;
  private readonly inFlight: Gauge;

  constructor(registry: Registry) {
    const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    this.duration = new Histogram({ ...settingsOf(HTTP_DURATION, registry), buckets });
    this.inFlight = new Gauge(settingsOf(HTTP_IN_FLIGHT, registry));
  }

  measure(server: Server): void {
    server.prependListener('request', (request, response) => {
      const began = performance.now();
      this.inFlight.inc();
      response.once('close', () => {
        this.inFlight.dec();
        this.duration.observe(labelsOf(request as Request, response), (performance.now() - began) / 1_000);
      });
    });
  }
}

/** Express notes the route that it took on the request: its declaration, never the path that was asked for. */
function labelsOf(request: Request, response: ServerResponse): Record<string, string> {
  const method = METHODS.has(request.method) ? request.method : 'other';
  const route = (request.route as { path?: unknown } | undefined)?.path;
  const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted';
  return { method, route: typeof route === 'string' ? route : 'none', status };
}
