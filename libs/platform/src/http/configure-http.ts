import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ServiceConfig } from '../config/service-config';
import { logAccess } from '../logging/access-log';
import { traceRequest } from '../tracing/request-span';
import { AnswerWithToken } from './answer-with-token';
import { serveApiDocs } from './api-docs';
import { correlate } from './correlation';
import { explainBodyErrors, refuseOtherThanJson } from './json-body';
import { ProblemFilter } from './problem.filter';
import { requestValidation } from './validation';

/** Longer than the 60 s that load balancers keep an idle connection, so that it is never we who close one under a request. */
const KEEP_ALIVE_MS = 65_000;
/** How long a client may take to send its request. */
const REQUEST_MS = 30_000;

/**
 * Everything about HTTP that all services share. The application must have been created with `bodyParser: false`: the
 * correlation id comes before the body, so that a body that cannot be read is answered with one too.
 */
export function configureHttp(app: NestExpressApplication, config: ServiceConfig): void {
  app.disable('x-powered-by');
  app.use(traceRequest, correlate, logAccess, refuseOtherThanJson);
  app.useBodyParser('json', { limit: config.BODY_LIMIT, type: ['json', '+json'] });
  app.use(explainBodyErrors(config.BODY_LIMIT));
  app.useGlobalPipes(requestValidation());
  app.useGlobalInterceptors(new AnswerWithToken());
  app.useGlobalFilters(new ProblemFilter());
  serveApiDocs(app, config.service);
  const server = app.getHttpServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
  server.requestTimeout = REQUEST_MS;
}
