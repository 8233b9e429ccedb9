import type { Amount } from '../domain/payment.events';

/** What the provider is asked to reserve on a card. */
export interface Charge {
  /** The payment's id. The provider knows one charge a reference, whatever happens: it is the idempotency key of every call. */
  readonly reference: string;
  readonly amount: Amount;
  /** Stands for the card. Never to be logged, stored or shown. */
  readonly token: string;
}

export type AuthorizationAnswer =
  | { readonly outcome: 'authorized' }
  | { readonly outcome: 'voided' }
  /** `reason` is for people. */
  | { readonly outcome: 'declined'; readonly reason: string };

/**
 * The payment provider, as far as the shop needs one. Every call may be repeated and has its effect once a reference; a
 * repeated one gets the answer that the first got, or should have got. A call that fails may have had its effect.
 *
 * `signal` is raised when nobody waits for the answer any more.
 */
export abstract class PaymentProvider {
  /** Reserves the amount. `voided`: the reference was given up before. */
  abstract authorize(charge: Charge, signal?: AbortSignal): Promise<AuthorizationAnswer>;

  /** Takes what was reserved. `voided`: it was given up before, and nothing was taken. */
  abstract capture(reference: string, signal?: AbortSignal): Promise<'captured' | 'voided'>;

  /**
   * Gives the reference up, also one that the provider has never heard of: nothing can be taken under it from now on.
   * `captured`: it is too late for that, the amount was taken before.
   */
  abstract void(reference: string, signal?: AbortSignal): Promise<'voided' | 'captured'>;

  /** Gives back all that was captured. */
  abstract refund(reference: string, signal?: AbortSignal): Promise<void>;

  /** Those of the captured charges that the provider has paid out to the shop. */
  abstract paidOut(references: readonly string[], signal?: AbortSignal): Promise<string[]>;
}
