import type { SnapshotPages } from '../snapshots/source/snapshot-source.decorator';
import { providedBy } from '../snapshots/source/snapshot-source.decorator';

/** More pages than a test has aggregates. */
const ENOUGH_PAGES = 10_000;

/**
 * Every state that a source has, read page by page as its service reads it for somebody who asks.
 *
 * @param source a provider with `@SnapshotSource`
 * @param pageSize small, so that there are several pages. Default 2.
 * @throws Error when a page is larger than asked for, or tells of an aggregate again: then who asks would get parts twice, or
 * never the end.
 * @example expect(await allSnapshots(app.get(UserSnapshots))).toContainEqual(new UserSnapshot({ userId, name, email }));
 */
export async function allSnapshots<S extends object>(source: SnapshotPages<S>, pageSize = 2): Promise<S[]> {
  const contract = providedBy(source.constructor);
  if (!contract) throw new Error(`${source.constructor.name} is not decorated with @SnapshotSource.`);
  const found = new Map<string, S>();
  let after: string | undefined;
  for (let pages = 0; pages < ENOUGH_PAGES; pages += 1) {
    const page = await source.page(after, pageSize);
    if (page.length > pageSize)
      throw new Error(`A page of ${pageSize} was asked for, and ${page.length} states came.`);
    if (page.length === 0) return [...found.values()];
    for (const state of page) {
      after = contract.subject(state);
      if (found.has(after)) throw new Error(`${contract.cloudEventType} ${after} comes twice.`);
      found.set(after, state);
    }
  }
  throw new Error(`After ${ENOUGH_PAGES} pages there was no end.`);
}
