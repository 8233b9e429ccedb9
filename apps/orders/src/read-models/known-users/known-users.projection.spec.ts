import { UserCreated, UserForgotten, UserSnapshot, UserUpdated } from '@warren/contracts';
import { FORGOTTEN } from '@warren/eventing';
import { projection } from '@warren/eventing/testing';
import { userId } from '../../../test/support/events';
import { KnownUsersProjection } from './known-users.projection';

const ada = { userId, name: 'Ada Lovelace', email: 'ada@example.com' };

describe('KnownUsersProjection', () => {
  it('keeps the name as it was last told', () => {
    const users = projection(KnownUsersProjection);
    users.when(new UserCreated(ada)).then({ id: userId, name: 'Ada Lovelace' });
    users
      .given(new UserCreated(ada))
      .when(new UserUpdated({ ...ada, name: 'Ada King' }))
      .then({ name: 'Ada King' });
  });

  it('forgets who was forgotten', () => {
    const users = projection(KnownUsersProjection).given(new UserCreated(ada));
    users.when(new UserForgotten({ userId })).then({ id: userId, name: FORGOTTEN });
  });

  it('begins with a user as it is when orders was not there at the beginning', () => {
    const users = projection(KnownUsersProjection).given(new UserSnapshot(ada));
    users.when(new UserUpdated({ ...ada, name: 'Ada King' })).then({ id: userId, name: 'Ada King' });
  });
});
