import { UserCreated, UserForgotten, UserUpdated } from '@warren/contracts';
import type { UserEvent } from '../domain/user.events';

/** What other services are told of what happens to users. */
export function toIntegrationEvent({
  type,
  ...fields
}: UserEvent): UserCreated | UserUpdated | UserForgotten {
  switch (type) {
    case 'created':
      return new UserCreated(fields);
    case 'updated':
      return new UserUpdated(fields);
    case 'forgotten':
      return new UserForgotten({ userId: fields.userId });
  }
}
