import { contractOf, type Contract } from '../message/integration-event';
import type { SagaStep } from '../sagas/saga-process';
import type { EventMeta } from './event-meta';

type EventClass<E extends object> = new (...args: never[]) => E;

const ON = Symbol('warren:on');

type Fold<E> = (row: never, event: E, meta: EventMeta) => object | undefined;

/**
 * Gives an integration event to a method of a {@link Projection} or a {@link Saga}.
 *
 * In a **saga** the method gets the saga and the event, and takes it a step further; see {@link Saga}.
 *
 * In a **projection** it makes a method fold the event into the read model: it gets the row as it is
 * (`undefined` when there is none), the event, and what the envelope knows, and returns the row as it is from now on
 * (`undefined`: the row goes).
 *
 * A fold is a pure function. It does not change the row it is given (rows are frozen, so trying throws), waits for
 * nothing, and looks at no clock and no other table: folding the same history again gives the same rows. A fold that
 * throws has that one event parked as a dead letter; later events of the same aggregate are held until it is dealt
 * with, everything else goes on.
 *
 * A method may carry several `@On`, for events it takes alike.
 *
 * @throws ContractError at load time, when the class is not an integration event.
 * @example
 * ```ts
 * @On(OrderPlaced)
 * placed(_: undefined, event: OrderPlaced, meta: EventMeta): OrderDetails {
 *   return { id: event.orderId, status: 'pending', placedAt: new Date(meta.time) };
 * }
 *
 * @On(OrderConfirmed)
 * confirmed(row: OrderDetails): OrderDetails {
 *   return { ...row, status: 'confirmed' };
 * }
 * ```
 */
export function On<E extends object>(event: EventClass<E>) {
  const contract = contractOf(event) as unknown as Contract;
  return <M extends Fold<E> | SagaStep<E>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(ON, [contract, ...foldedBy(method)], method);
  };
}

/** The contracts of the events that a method takes; none when it carries no {@link On}. */
export function foldedBy(method: object): Contract[] {
  return (Reflect.getOwnMetadata(ON, method) as Contract[] | undefined) ?? [];
}
