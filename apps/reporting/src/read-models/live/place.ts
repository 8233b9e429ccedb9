/**
 * Where somebody stands in the feed: after the entry with this position. The mark is that entry's own. A database that was restored
 * gives positions a second time, to other entries; by the mark one can tell.
 */
export interface Place {
  position: number;
  /** Empty where there is no entry to tell by: at the beginning, and where it was deleted. */
  mark: string;
}

const ID = /^(\d{1,15})(?:-([0-9a-f]{8}))?$/;

/** As clients get it, and give it back as `Last-Event-ID`. */
export function idOf({ position, mark }: Place): string {
  return mark === '' ? String(position) : `${position}-${mark}`;
}

/** @returns undefined for what {@link idOf} never writes. */
export function placeOf(id: string): Place | undefined {
  const [, position, mark = ''] = ID.exec(id) ?? [];
  return position === undefined ? undefined : { position: Number(position), mark };
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.position === other.position && one.mark === other.mark;
}
