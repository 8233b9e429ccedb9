import type { INestApplicationContext } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { DataSource } from 'typeorm';
import { EventingHealth, Outbox, UnitOfWork } from '@warren/eventing';
import { startService } from '../service';
import { until } from './until';
import { Parcels } from './workload';

const tracer = trace.getTracer('bench');

/** Fills the outbox of a service that does not relay. Returns one of the events, for raw publishing to send the same. */
export async function fillOutbox({ name, rows }: { name: string; rows: number }): Promise<string> {
  const service = await startService(name, { options: { relay: { enabled: false } } });
  await fill(service, rows);
  const [{ body }] = await service
    .get(DataSource)
    .query<[{ body: string }]>('select body from eventing.outbox order by position limit 1');
  await service.close();
  return body;
}

/** Publishes events through outbox and relay, to whatever queues there are. */
export async function publishAll({ name, messages }: { name: string; messages: number }): Promise<void> {
  const service = await startService(name);
  await fill(service, messages);
  const health = service.get(EventingHealth);
  await until(
    'the relay has published everything',
    () => health.state().relay.published >= messages,
    600_000,
  );
  await service.close();
}

/** As a service would, 500 in a transaction; each in a trace of its own, where traces are recorded. */
async function fill(service: INestApplicationContext, count: number): Promise<void> {
  const outbox = service.get(Outbox);
  const unitOfWork = service.get(UnitOfWork);
  const parcels = new Parcels(1_000);
  for (let first = 0; first < count; first += 500) {
    await unitOfWork.run(async () => {
      for (let index = first; index < Math.min(first + 500, count); index++)
        tracer.startActiveSpan('measure a parcel', (span) => {
          outbox.publish(parcels.event(index));
          span.end();
        });
    });
  }
}
