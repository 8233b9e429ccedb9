import type { Role } from './roles';

/** Who sends a request, as their token says: it was checked before. */
export class Caller {
  private readonly roles: ReadonlySet<Role>;

  /**
   * @param subject who they are; of a customer, the id of the user
   * @param expiresAt when the token ends
   */
  constructor(
    readonly subject: string,
    roles: Iterable<Role>,
    readonly expiresAt: Date,
  ) {
    this.roles = new Set(roles);
  }

  has(role: Role): boolean {
    return this.roles.has(role);
  }

  /** The user whose things alone they may see and change; undefined for staff, who may all. */
  get restrictedTo(): string | undefined {
    return this.has('staff') ? undefined : this.subject;
  }

  /**
   * Whether they may see and change what belongs to this user.
   *
   * @example if (!caller.mayActFor(order.userId)) throw new OrderNotFound(orderId); // 404: not even that it exists
   */
  mayActFor(userId: string): boolean {
    return this.restrictedTo === undefined || this.restrictedTo === userId.toLowerCase();
  }
}
