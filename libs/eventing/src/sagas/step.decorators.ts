import { eventContractOf, type Contract } from '../message/integration-event';
import type { SagaProcess, SagaStep } from './saga-process';

type EventClass<E extends object> = new (...args: never[]) => E;

const STARTED_BY = Symbol('warren:started-by');
const ON_TIMEOUT = Symbol('warren:on-timeout');

/**
 * Makes a method of a {@link Saga} begin it: it is called for the first event of this kind with a key that is not known
 * yet. Where several events may come first, each has its `@StartedBy`. For a saga that runs already the event is ignored;
 * where it should be taken then, too, the method (or another one) carries `@On` for it.
 *
 * @throws ContractError at load time, when the class is not an integration event.
 * @example
 * ```ts
 * @StartedBy(OrderPlaced)
 * placed(saga: SagaProcess<State>, event: OrderPlaced) { saga.state = { total: event.total }; }
 * ```
 */
export function StartedBy<E extends object>(event: EventClass<E>) {
  const contract = eventContractOf(event) as unknown as Contract;
  return <M extends SagaStep<E>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(STARTED_BY, [contract, ...startedBy(method)], method);
  };
}

/**
 * Makes a method of a {@link Saga} the answer to a time-out that it asked for with `saga.timeout(name, …)`: it is called
 * once, when the time has come and the time-out was neither cancelled nor replaced and the saga not completed.
 *
 * @example
 * ```ts
 * @OnTimeout('payment')
 * tooLate(saga: SagaProcess<State>) { saga.publish(new OrderCancelled({ … })); saga.complete(); }
 * ```
 */
export function OnTimeout(name: string) {
  return <M extends (saga: SagaProcess<never>) => void | Promise<void>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(ON_TIMEOUT, [name, ...timeoutsOf(method)], method);
  };
}

/** The contracts of the events by which a method begins its saga. */
export function startedBy(method: object): Contract[] {
  return (Reflect.getOwnMetadata(STARTED_BY, method) as Contract[] | undefined) ?? [];
}

/** The time-outs that a method answers. */
export function timeoutsOf(method: object): string[] {
  return (Reflect.getOwnMetadata(ON_TIMEOUT, method) as string[] | undefined) ?? [];
}
