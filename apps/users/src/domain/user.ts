import { FORGOTTEN, isForgotten } from '@warren/eventing';
import { UserWasForgotten } from './user.errors';
import type { UserEvent } from './user.events';

export interface UserState {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export class User {
  private readonly events: UserEvent[] = [];

  private constructor(private state: UserState) {}

  static create(state: UserState): User {
    const user = new User(state);
    user.raise('created');
    return user;
  }

  static restore(state: UserState): User {
    return new User(state);
  }

  /**
   * What is left out stays as it is. A change to what already is, is none.
   *
   * @throws UserWasForgotten
   */
  change({ name = this.state.name, email = this.state.email }: { name?: string; email?: string }): void {
    if (isForgotten(this.state.name)) throw new UserWasForgotten(this.state.id);
    if (name === this.state.name && email === this.state.email) return;
    this.state = { ...this.state, name, email };
    this.raise('updated');
  }

  /** Who it was is gone; that there was somebody stays. Said again, everybody is told again. */
  forget(): void {
    this.state = { ...this.state, name: FORGOTTEN, email: FORGOTTEN };
    this.raise('forgotten');
  }

  snapshot(): UserState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): UserEvent[] {
    return this.events.splice(0);
  }

  private raise(type: UserEvent['type']): void {
    const { id: userId, name, email } = this.state;
    this.events.push({ type, userId, name, email });
  }
}
