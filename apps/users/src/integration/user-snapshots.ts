import { MoreThan } from 'typeorm';
import { UserSnapshot } from '@warren/contracts';
import { SnapshotSource, UnitOfWork, type SnapshotPages } from '@warren/eventing';
import { UserRow } from '../persistence/user.row';

/** For services that were not there when it happened: the users as they are. */
@SnapshotSource(UserSnapshot)
export class UserSnapshots implements SnapshotPages<UserSnapshot> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async page(after: string | undefined, limit: number): Promise<UserSnapshot[]> {
    const rows = await this.unitOfWork.manager.find(UserRow, {
      where: after === undefined ? {} : { id: MoreThan(after) },
      order: { id: 'ASC' },
      take: limit,
    });
    return rows.map(({ id, name, email }) => new UserSnapshot({ userId: id, name, email }));
  }
}
