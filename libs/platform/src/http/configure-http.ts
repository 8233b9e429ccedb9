import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { refuseUndeclaredRoutes } from '../access/undeclared-routes';
import type { ServiceConfig } from '../config/service-config';
import { logAccess } from '../logging/access-log';
import { traceRequest } from '../tracing/request-span';
import { AnswerWithToken } from './answer-with-token';
import { serveApiDocs } from './api-docs';
import { letBrowsersIn } from './cross-origin';
import { correlate } from './correlation';
import { explainBodyErrors, refuseOtherThanJson, refuseOtherThanUtf8 } from './json-body';
import { ProblemFilter } from './problem.filter';
import { requestValidation } from './validation';

/** Longer than the 60 s that load balancers keep an idle connection, so that it is never we who close one under a request. */
const KEEP_ALIVE_MS = 65_000;
/** How long a client may take to send its request. */
const REQUEST_MS = 30_000;

/** Whether a browser must come by https is said by who ends TLS: over plain http the page of the API docs would not find its parts. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
};

/**
 * Everything about HTTP that all services share. The application must have been created with `bodyParser: false`: the
 * correlation id comes before the body, so that a body that cannot be read is answered with one too.
 *
 * @throws StartError when a route does not say who may use it.
 */
export function configureHttp(app: NestExpressApplication, config: ServiceConfig): void {
  refuseUndeclaredRoutes(app, config.service);
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUSTED_PROXIES);
  app.use(helmet(SECURITY_HEADERS));
  letBrowsersIn(app, config);
  app.use(traceRequest, correlate, logAccess, refuseOtherThanJson);
  const readsBytes = { limit: config.BODY_LIMIT, type: ['json', '+json'], verify: refuseOtherThanUtf8 };
  app.useBodyParser('json', readsBytes);
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
