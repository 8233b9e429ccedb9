import { Injectable } from '@nestjs/common';
import type { BreakerOptions } from '../handlers/breaker/breaker-options';
import type { RetryOptions } from '../handlers/idempotent-handler';

/** See {@link Saga}. */
export interface SagaOptions<Event extends object> {
  /** In kebab case, unique in its service. Part of the queue's name and of every row: renaming begins a new saga. */
  name: string;
  /** Which saga an event belongs to: a text of at most 200 characters that all its events carry, the order's id say. */
  key: (event: Event) => string;
  /** How many events it takes at the same time in one process; those of one saga wait for each other. Default 10. */
  concurrency?: number;
  /** How often and when a step that failed is tried again. Default: the service's, see `IdempotentHandlerOptions`. */
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
export type SagaDeclaration = SagaOptions<never>;

const SAGA = Symbol('warren:saga');

/**
 * Declares a provider that follows a process through time: it reacts to the events of, say, one order by publishing
 * others, remembers where it stands, and waits no longer than it wants to. Its methods read like the process's diagram:
 * {@link StartedBy} begins it, {@link On} takes it further, {@link OnTimeout} is called when something did not happen in
 * time. Each gets the saga, a {@link SagaProcess}.
 *
 * Every step happens exactly once in effect, like an `@IdempotentHandler`: inbox row, state, time-outs, published events
 * and what injected repositories do commit together. Events of one saga are taken one after the other, in the order in
 * which they arrive, which need not be that in which they happened. A step that throws is tried again, at once and
 * later, and parked at last; that holds for time-outs, too.
 *
 * - An event for a saga that has not started (it overtook the one that starts it) is tried again later, and parked at
 *   last as a `SagaNotStartedError`.
 * - An event that starts a saga which runs already is ignored, unless a method takes it by `@On`, too.
 * - Events and time-outs for a completed saga are ignored.
 *
 * @example
 * ```ts
 * @Saga({ name: 'fulfil-order', key: (event: { orderId: string }) => event.orderId })
 * export class FulfilOrder {
 *   @StartedBy(OrderPlaced) placed(saga: SagaProcess<State>, event: OrderPlaced) {
 *     saga.state = { total: event.total };
 *     saga.timeout('stock', '1m');
 *   }
 *   @On(StockReserved) pay(saga: SagaProcess<State>) {
 *     saga.cancelTimeout('stock');
 *     saga.publish(new PaymentRequested({ orderId: saga.key, amount: saga.state.total }));
 *   }
 *   @On(PaymentSuccessful) confirm(saga: SagaProcess<State>) {
 *     saga.publish(new OrderConfirmed({ orderId: saga.key }));
 *     saga.complete();
 *   }
 *   @OnTimeout('stock') tooLate(saga: SagaProcess<State>) { … }
 * }
 * ```
 */
export function Saga<Event extends object>(options: SagaOptions<Event>) {
  return (saga: new (...args: never[]) => object): void => {
    Injectable()(saga);
    Reflect.defineMetadata(SAGA, options, saga);
  };
}

/** The declaration of a class; undefined when it is no saga. */
export function sagaDeclarationOf(target: object): SagaDeclaration | undefined {
  return Reflect.getOwnMetadata(SAGA, target) as SagaDeclaration | undefined;
}
