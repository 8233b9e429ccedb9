import type { StringValue } from 'ms';
import { ContractError } from '../message/errors';
import { eventContractOf, type Contract } from '../message/integration-event';
import type { BreakerOptions } from './breaker/breaker-options';
import type { Delivery } from './delivery';

type EventClass<T extends object> = new (...args: never[]) => T;

/** How often and when a failed message is tried again before it is parked. */
export interface RetryOptions {
  /** Tries at once, a few milliseconds apart (with jitter), before the first delayed one. Default 3, at least 1. A delayed try is a single one. */
  immediate?: number;
  /** Waits before the delayed tries. Default `['1s', '10s', '1m', '10m']`; an empty list parks after the immediate tries. */
  delays?: StringValue[];
}

/** See {@link IdempotentHandler}. */
export interface IdempotentHandlerOptions {
  /** Default: the class name in kebab case. Part of the queue's name and of the inbox key: renaming makes a new queue. */
  name?: string;
  /** How many messages it handles at the same time in one process. Default 10. */
  concurrency?: number;
  retry?: RetryOptions;
  /** Errors that no retry can mend: their messages are parked at once. */
  permanent?: (new (...args: never[]) => Error)[];
  /**
   * When it counts as failing for everything, and pauses until that is over instead of using up retries and parking; `false`:
   * never. What is left out is the service's, see `EventingOptions.handlers.breaker`.
   */
  breaker?: BreakerOptions | false;
}

/** What the decorator leaves behind for the registry. */
export interface HandlerDeclaration {
  contract: Contract;
  options: IdempotentHandlerOptions;
}

export const IDEMPOTENT_HANDLER = Symbol('warren:idempotent-handler');

/**
 * Makes a provider's method react to an integration event with an effect that happens exactly once, however often the
 * event is delivered: the method runs in a unit of work that also records the event in the inbox, so its effect, the
 * events it publishes and the record commit together. An effect outside the database (a mail, a call) can't be part of
 * that: make it idempotent by the event's id.
 *
 * The method gets `(event, delivery)`. When it throws, the transaction is rolled back and the message tried again, at
 * once and later; a permanent error, or the last try, parks it as a dead letter. Nothing is dropped. While the database is
 * away the message is held, and that does not count as a try. When it throws for everything (what it calls is down, say), it
 * takes no messages for a while and those that failed keep their retries; see {@link BreakerOptions}.
 *
 * Await everything: the transaction commits when the method returns, and what still runs then gets a UnitOfWorkError. A
 * method that never returns keeps one of the `concurrency` places; at shutdown it is waited for no longer than
 * `shutdown.drainTimeoutMs`, and its message is handed out again.
 *
 * @throws ContractError when the class is not decorated with `@IntegrationEvent`.
 * @example
 * ```ts
 * @IdempotentHandler(OrderPlaced, { concurrency: 20, retry: { delays: ['1s', '10s'] }, permanent: [UnknownProduct] })
 * async handle(event: OrderPlaced, delivery: Delivery): Promise<void> { … }
 * ```
 */
export function IdempotentHandler<T extends object>(
  event: EventClass<T>,
  options: IdempotentHandlerOptions = {},
) {
  if (typeof event !== 'function') {
    throw new ContractError(
      `@IdempotentHandler was given ${String(event)} for an event class. Usually two files import each other: import the contract's own file.`,
    );
  }
  const declaration: HandlerDeclaration = {
    contract: eventContractOf(event) as unknown as Contract,
    options,
  };
  return <M extends (event: T, delivery: Delivery) => Promise<void>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    Reflect.defineMetadata(IDEMPOTENT_HANDLER, declaration, descriptor.value as object);
  };
}
