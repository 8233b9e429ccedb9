import type { PlacedEntry } from './live-feed';
import { isSamePlace, type Place } from './place';

const KEPT_IN_MEMORY = 1_000;

/** The end of the feed, as far as it is remembered: everything behind one place. */
export class RecentEntries {
  private readonly entries: PlacedEntry[] = [];

  constructor(private from: Place) {}

  /** The newest entry, or where it began when there has been none. */
  get tip(): Place {
    return this.entries.at(-1) ?? this.from;
  }

  add(entries: PlacedEntry[]): void {
    this.entries.push(...entries);
    this.from = this.entries.splice(0, this.entries.length - KEPT_IN_MEMORY).at(-1) ?? this.from;
  }

  /** @returns undefined when it does not know the place: it is further back, or of another feed. */
  after(place: Place, limit: number): PlacedEntry[] | undefined {
    const at = isSamePlace(place, this.from)
      ? -1
      : this.entries.findLastIndex((entry) => entry.position === place.position);
    const isKnown = at >= 0 ? isSamePlace(place, this.entries[at] as Place) : isSamePlace(place, this.from);
    return isKnown ? this.entries.slice(at + 1, at + 1 + limit) : undefined;
  }
}
