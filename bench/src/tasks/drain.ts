import { EventingHealth } from '@warren/eventing';
import { startService } from '../service';
import { steadyRate } from './steady-rate';

/** How many of the rows that it finds in its outbox a service relays in a second. */
export async function drainOutbox({ name, rows }: { name: string; rows: number }): Promise<number> {
  const service = await startService(name);
  const health = service.get(EventingHealth);
  const rate = await steadyRate('the drain', () => health.state().relay.published, rows);
  await service.close();
  return rate;
}
