import { Snapshot } from '../message/integration-event';
import { SnapshotSource, type SnapshotPages } from '../snapshots/source/snapshot-source.decorator';
import { allSnapshots } from './all-snapshots';

@Snapshot({ type: 'kit.jar-snapshot', version: 1, aggregate: 'jar', subject: (jar: Jar) => jar.id })
class Jar {
  constructor(readonly id: string) {}
}

@SnapshotSource(Jar)
class Jars implements SnapshotPages<Jar> {
  constructor(private readonly pageOf: (after: string, limit: number) => string[]) {}

  page(after = '', limit: number): Promise<Jar[]> {
    return Promise.resolve(this.pageOf(after, limit).map((id) => new Jar(id)));
  }
}

const ids = ['a', 'b', 'c', 'd', 'e'];
const behind = (after: string) => ids.filter((id) => id > after);

describe('allSnapshots', () => {
  it('reads page by page until there is none', async () => {
    const asked: string[] = [];
    const jars = new Jars((after, limit) => {
      asked.push(after);
      return behind(after).slice(0, limit);
    });
    expect((await allSnapshots(jars)).map(({ id }) => id)).toEqual(ids);
    expect(asked).toEqual(['', 'b', 'd', 'e']);
  });

  it('complains of a page that is too large, or does not lead further', async () => {
    await expect(allSnapshots(new Jars(behind))).rejects.toThrow(
      'A page of 2 was asked for, and 5 states came.',
    );
    await expect(allSnapshots(new Jars(() => ['a']))).rejects.toThrow('kit.jar-snapshot.v1 a comes twice.');
    await expect(allSnapshots({ page: () => Promise.resolve([]) })).rejects.toThrow('@SnapshotSource');
  });
});
