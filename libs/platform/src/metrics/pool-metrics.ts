import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { POOL_CONNECTIONS, POOL_SIZE, POOL_WAITING } from './platform.metrics';
import { settingsOf } from './registering';

/** Of pg's pool, as far as metrics go. */
interface Pool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
  options: { max: number };
}

/** Enters the figures of the data source's pool; before it is connected there are none. */
export function addPoolMetrics(registry: Registry, dataSource: DataSource): void {
  const gauge = (description: typeof POOL_SIZE, tell: (gauge: Gauge, pool: Pool) => void) =>
    new Gauge({
      ...settingsOf(description, registry),
      collect() {
        this.reset();
        const pool = poolOf(dataSource);
        if (pool) tell(this, pool);
      },
    });
  gauge(POOL_CONNECTIONS, (metric, { totalCount, idleCount }) => {
    metric.set({ state: 'busy' }, totalCount - idleCount);
    metric.set({ state: 'idle' }, idleCount);
  });
  gauge(POOL_WAITING, (metric, { waitingCount }) => metric.set(waitingCount));
  gauge(POOL_SIZE, (metric, { options }) => metric.set(options.max));
}

/** TypeORM keeps it where its types do not say. */
function poolOf({ driver }: DataSource): Pool | undefined {
  return (driver as { master?: Pool }).master;
}
