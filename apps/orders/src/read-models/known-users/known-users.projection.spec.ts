import { UserCreated, UserUpdated } from '@warren/contracts';
import { KnownUsersProjection } from './known-users.projection';

const userId = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';

describe('KnownUsersProjection', () => {
  it('keeps the name as it was last told', () => {
    const projection = new KnownUsersProjection();
    const created = new UserCreated({ userId, name: 'Ada Lovelace', email: 'ada@example.com' });
    const updated = new UserUpdated({ userId, name: 'Ada King', email: 'ada@example.com' });
    const row = projection.user(undefined, created);
    expect(row).toEqual({ id: userId, name: 'Ada Lovelace' });
    expect(projection.user(row, updated)).toEqual({ id: userId, name: 'Ada King' });
  });
});
