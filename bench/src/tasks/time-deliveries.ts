import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { IdempotentHandler, Outbox, UnitOfWork, type Delivery } from '@warren/eventing';
import { startService } from '../service';
import { percentile } from './statistics';
import { until } from './until';
import { untilConsuming } from './until-consuming';
import { ParcelMeasured, Parcels } from './workload';

const tracer = trace.getTracer('bench');

export interface LatencyResult {
  events: number;
  p50: number;
  p99: number;
}

/** Notes when an event reached its handler. */
@Injectable()
class ArrivalClerk {
  readonly arrivals = new Map<string, number>();

  @IdempotentHandler(ParcelMeasured, { name: 'arrival-clerk' })
  async handle(_event: ParcelMeasured, { envelope }: Delivery): Promise<void> {
    this.arrivals.set(envelope.id, performance.now());
    return Promise.resolve();
  }
}

/** How long it takes from a commit until the handler of another service's event runs, at 50 events a second. */
export async function timeDeliveries({
  name,
  seconds,
}: {
  name: string;
  seconds: number;
}): Promise<LatencyResult> {
  const service = await startService(name, { providers: [ArrivalClerk] });
  await untilConsuming(service);
  const { arrivals } = service.get(ArrivalClerk);
  const publish = publisher(service.get(UnitOfWork), service.get(Outbox));
  await steadily(200, 1_000, publish); // what is measured is a service at work, not one that wakes up and is compiled
  const committed = await steadily(50, seconds * 50, publish);
  await until('every event has arrived', () => [...committed.keys()].every((id) => arrivals.has(id)), 60_000);
  await service.close();
  const samples = [...committed].map(([id, at]) => (arrivals.get(id) as number) - at);
  return { events: samples.length, p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}

type Publish = (index: number) => Promise<{ id: string; at: number }>;

function publisher(unitOfWork: UnitOfWork, outbox: Outbox): Publish {
  const parcels = new Parcels(100);
  return async (index) => {
    return tracer.startActiveSpan('measure a parcel', async (span) => {
      const id = await unitOfWork.run(() => Promise.resolve(outbox.publish(parcels.event(index))));
      const at = performance.now();
      span.end();
      return { id, at };
    });
  };
}

async function steadily(perSecond: number, count: number, publish: Publish): Promise<Map<string, number>> {
  const started = performance.now();
  const running: ReturnType<Publish>[] = [];
  for (let index = 0; index < count; index++) {
    await pause(Math.max(0, started + (index * 1_000) / perSecond - performance.now()));
    running.push(publish(index));
  }
  return new Map((await Promise.all(running)).map(({ id, at }) => [id, at]));
}
