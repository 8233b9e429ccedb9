/** A user, as far as orders cares. */
export interface Customer {
  readonly id: string;
  readonly name: string;
}

/** Whom orders can be placed for. */
export abstract class Customers {
  abstract find(userId: string): Promise<Customer | undefined>;
}
