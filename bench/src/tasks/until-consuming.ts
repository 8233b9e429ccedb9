import type { INestApplicationContext } from '@nestjs/common';
import { EventingHealth } from '@warren/eventing';
import { until } from './until';

export async function untilConsuming(service: INestApplicationContext): Promise<void> {
  const health = service.get(EventingHealth);
  await until(
    'the consumers are there',
    () => health.state().consumers.every(({ state }) => state === 'consuming'),
    60_000,
  );
}
