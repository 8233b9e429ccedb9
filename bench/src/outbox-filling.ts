import type { INestApplicationContext } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { Parcels } from './workload';

const tracer = trace.getTracer('bench');

/** Publishes `count` events through the outbox, as a service would, 500 in a transaction; each in a trace of its own, where traces are recorded. */
export async function fillOutbox(application: INestApplicationContext, count: number): Promise<void> {
  const outbox = application.get(Outbox);
  const unitOfWork = application.get(UnitOfWork);
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
