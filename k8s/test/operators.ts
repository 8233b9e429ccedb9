import type { Labels } from './objects';

// What operators make by themselves, of which no object here tells: as their documents say it.

/** The labels of the pods, by which policies find them. */
export const OPERATED_PODS: Record<'broker' | 'database', Labels> = {
  broker: { 'app.kubernetes.io/name': 'broker', 'app.kubernetes.io/component': 'rabbitmq' },
  database: { 'cnpg.io/cluster': 'database' },
};

/** Secrets, with their keys: of CloudNativePG for the cluster `database`, of RabbitMQ's for the cluster `broker`. */
export const OPERATED_SECRETS = new Map([
  ['database-ca', ['ca.crt']],
  ['database-superuser', ['username', 'password']],
  ['broker-default-user', ['username', 'password']],
]);

/** Secrets that people make, of certificates: docs/deploy.md names each. */
export const CERTIFICATES = new Map([
  ['broker-tls', ['tls.crt', 'tls.key']],
  ['broker-ca', ['ca.crt']],
  ['shop-tls', ['tls.crt', 'tls.key']],
]);
