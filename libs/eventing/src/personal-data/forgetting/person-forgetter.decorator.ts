import { Injectable } from '@nestjs/common';

const FORGETTER = Symbol('warren:person-forgetter');

/** What a {@link PersonForgetter} has to be able to do. */
export interface ForgetsPersons {
  /**
   * Takes out what the service itself keeps of a person, and publishes its event that `forgets`, in the current unit of work.
   * It must do so again for a person who was forgotten before, or of whom nothing is left: after a restore it is asked to.
   *
   * @param subject the id by which personal fields of this service's events name the person.
   */
  forget(subject: string): Promise<void>;
}

/**
 * Declares the provider by which a service forgets a person, for the operations: see {@link Forgetting}.
 *
 * @example
 * ```ts
 * @PersonForgetter()
 * export class ForgetUser implements ForgetsPersons {
 *   async forget(userId: string): Promise<void> {
 *     await this.users.blank(userId);
 *     this.outbox.publish(new UserForgotten({ userId }));
 *   }
 * }
 * ```
 */
export function PersonForgetter() {
  return (target: new (...args: never[]) => ForgetsPersons): void => {
    Injectable()(target);
    Reflect.defineMetadata(FORGETTER, true, target);
  };
}

export function isForgetter(instance: unknown): instance is ForgetsPersons {
  return (
    typeof instance === 'object' &&
    instance !== null &&
    Reflect.hasOwnMetadata(FORGETTER, instance.constructor)
  );
}
