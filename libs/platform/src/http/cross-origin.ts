import type { INestApplication } from '@nestjs/common';
import type { ServiceConfig } from '../config/service-config';
import { CONSISTENCY, CONSISTENCY_TOKEN } from './consistency-headers';
import { CORRELATION_HEADER } from './correlation';

/** What a page may read of an answer beside its body. */
const EXPOSED = [
  ...['Location', 'Retry-After', 'WWW-Authenticate', 'Preference-Applied'],
  ...[CORRELATION_HEADER, CONSISTENCY_TOKEN, CONSISTENCY],
];

const PREFLIGHT_HOLDS_S = 600;

/** Pages of other origins get no answer that their browser would show them, unless `CORS_ORIGINS` names them. */
export function letBrowsersIn(app: INestApplication, { CORS_ORIGINS: origins }: ServiceConfig): void {
  if (!origins || origins.length === 0) return;
  app.enableCors({ origin: origins, exposedHeaders: EXPOSED, maxAge: PREFLIGHT_HOLDS_S });
}
