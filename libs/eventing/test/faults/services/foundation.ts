import type { DynamicModule, Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventingModule } from '../../../src';
import { EXPIRE_AFTER_MS } from '../../support/test-broker';
import { SETTINGS, type ServiceSettings } from './settings';

/** How soon a standby may take over: short, so that a test with many take-overs stays short. */
export const LEASE_MS = 1_500;

export function databaseFor(
  { databaseUrl, load }: ServiceSettings,
  entities: (new () => object)[] = [],
): DynamicModule {
  return TypeOrmModule.forRoot({
    type: 'postgres',
    url: databaseUrl,
    entities,
    // Four of these share a server, perhaps with a whole shop: few connections, but one for each writer.
    poolSize: 6 + (load?.writers ?? 0),
    retryDelay: 300,
    retryAttempts: 100,
  });
}

export function eventingFor(settings: ServiceSettings): DynamicModule {
  const { service, rabbitUrl, namespace, isPermanent, deliveryLimit, drainTimeoutMs } = settings;
  return EventingModule.forService(service, {
    broker: {
      url: rabbitUrl,
      namespace,
      ...(!isPermanent && { expireAfterMs: EXPIRE_AFTER_MS }),
      ...(deliveryLimit !== undefined && { deliveryLimit }),
    },
    relay: { leaseMs: LEASE_MS, pollMs: 200, batchSize: 100 },
    handlers: { retryDelays: ['500ms', '2s', '5s'] },
    shutdown: { drainTimeoutMs: drainTimeoutMs ?? 20_000 },
  });
}

export function settingsProvider(settings: ServiceSettings): Provider {
  return { provide: SETTINGS, useValue: settings };
}
