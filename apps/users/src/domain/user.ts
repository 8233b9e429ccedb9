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

  /** What is left out stays as it is. A change to what already is, is none. */
  change({ name = this.state.name, email = this.state.email }: { name?: string; email?: string }): void {
    if (name === this.state.name && email === this.state.email) return;
    this.state = { ...this.state, name, email };
    this.raise('updated');
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
