import { UserCreated, UserForgotten, UserSnapshot, UserUpdated } from '@warren/contracts';
import { FORGOTTEN, On, Projection } from '@warren/eventing';
import { KnownUser } from './known-user.entity';

@Projection({ name: 'known-users', into: KnownUser })
export class KnownUsersProjection {
  @On(UserSnapshot)
  @On(UserCreated)
  @On(UserUpdated)
  user(
    _row: KnownUser | undefined,
    { userId, name, email }: UserSnapshot | UserCreated | UserUpdated,
  ): KnownUser {
    return { id: userId, name, email };
  }

  @On(UserForgotten)
  forgotten(_row: KnownUser | undefined, { userId }: UserForgotten): KnownUser {
    return { id: userId, name: FORGOTTEN, email: FORGOTTEN };
  }
}
