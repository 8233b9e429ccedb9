import type { Broker } from '../../../src/broker/broker';
import { BrokerNames } from '../../../src/broker/names';
import type { EventEnvelope } from '../../../src/message/envelope';
import { ParcelPacked, ParcelReturned, ParcelScanned, ParcelWeighed } from './depot';
import { parcelIds, shuffle } from './histories';
import { envelopeOf } from './wire';

/** What the depot would have published on a long day, per parcel in order. */
export function longDay(parcels: number, random: () => number): EventEnvelope[] {
  return parcelIds(parcels).flatMap((parcelId) => {
    const events: object[] = [
      new ParcelPacked({ parcelId, items: [{ product: 'p', quantity: 1 + Math.floor(random() * 9) }] }),
    ];
    for (let scans = 2 + Math.floor(random() * 8); scans > 0; scans -= 1) {
      const place = `place ${Math.floor(random() * 40)}`;
      events.push(
        random() < 0.1
          ? new ParcelWeighed({ parcelId })
          : new ParcelScanned({ parcelId, place, worth: scans }),
      );
    }
    if (random() < 0.1) events.push(new ParcelReturned({ parcelId }));
    return events.map((event, index) => envelopeOf(event, index + 1));
  });
}

/** The same in disorder: shuffled within a window, every fifth twice. */
export function inDisorder(events: EventEnvelope[], random: () => number, window = 300): EventEnvelope[] {
  const doubled = events.flatMap((event) => (random() < 0.2 ? [event, event] : [event]));
  return doubled
    .map((event, index) => ({ event, at: index + random() * window }))
    .sort((one, other) => one.at - other.at)
    .map(({ event }) => event);
}

/** Parcels of one day are on their way at the same time. */
export function interleaved(events: EventEnvelope[], random: () => number): EventEnvelope[] {
  const bySubject = new Map<string, EventEnvelope[]>();
  for (const event of events) bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  const order = shuffle(
    events.map(({ subject }) => subject),
    random,
  );
  return order.map((subject) => bySubject.get(subject)?.shift() as EventEnvelope);
}

export async function publishAll(broker: Broker, namespace: string, events: EventEnvelope[]): Promise<void> {
  const exchange = new BrokerNames('depot', namespace).eventsExchange('depot');
  await Promise.all(
    events.map((event) =>
      broker.publish({
        exchange,
        routingKey: event.type.replace(/^depot\./, ''),
        body: Buffer.from(JSON.stringify(event)),
        properties: { messageId: event.id, type: event.type },
      }),
    ),
  );
}
