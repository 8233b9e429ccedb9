import type { User } from '../domain/user';

export class UserResponse {
  /** @example "0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001" */
  readonly id!: string;
  /** @example "Ada Lovelace" */
  readonly name!: string;
  /** @example "ada@example.com" */
  readonly email!: string;

  static of(user: User): UserResponse {
    const { id, name, email } = user.snapshot();
    return { id, name, email };
  }
}
