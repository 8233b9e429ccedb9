import type { MetricDescription } from './metric-description';

export const HTTP_DURATION: MetricDescription = {
  name: 'warren_http_request_duration_seconds',
  type: 'histogram',
  help:
    'How long requests took, by route as it is declared (`/orders/:id`; `none` where none fitted) and class of the status ' +
    '(2xx, 4xx; `aborted` where the client went away before the end of the answer). Its `_count` is the number of requests.',
  labels: ['method', 'route', 'status'],
};

export const HTTP_IN_FLIGHT: MetricDescription = {
  name: 'warren_http_requests_in_flight',
  type: 'gauge',
  help: 'Requests that are being answered, streams included.',
  labels: [],
};

export const POOL_CONNECTIONS: MetricDescription = {
  name: 'warren_database_pool_connections',
  type: 'gauge',
  help: 'Connections of the pool that requests and handlers share: busy and idle.',
  labels: ['state'],
};

export const POOL_WAITING: MetricDescription = {
  name: 'warren_database_pool_waiting',
  type: 'gauge',
  help: 'How many requests and handlers wait for a connection.',
  labels: [],
};

export const POOL_SIZE: MetricDescription = {
  name: 'warren_database_pool_size',
  type: 'gauge',
  help: 'How many connections the pool may have: DATABASE_POOL_SIZE.',
  labels: [],
};

/** Every metric of the platform but those of the process, which are prom-client's own. */
export const PLATFORM_METRICS: MetricDescription[] = [
  HTTP_DURATION,
  HTTP_IN_FLIGHT,
  POOL_CONNECTIONS,
  POOL_WAITING,
  POOL_SIZE,
];
