import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from '../../../src/broker/broker';
import { ParcelScanned } from './depot';
import { envelopeOf, messageOf } from './wire';

/** Scans of one parcel, in order, beginning with `from`. */
export function scans(parcelId: string, places: string[], from = 1): IncomingMessage[] {
  return places.map((place, index) =>
    messageOf(envelopeOf(new ParcelScanned({ parcelId, place }), from + index)),
  );
}

export function parcelIds(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID());
}

/** A number generator that always gives the same numbers: a failure can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
