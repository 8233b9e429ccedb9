import { ContractError } from '../message/errors';
import { contractOf, type Contract } from '../message/integration-event';
import { readPayload } from '../message/payload';
import { lifted, lineageOf } from '../message/upcaster';

type EventClass<T extends object = object> = new (...args: never[]) => T;

/**
 * A payload that was published as one version, as who takes another one gets it: read by the rules of its own version, then lifted by
 * every upcaster between the two, and checked after each.
 *
 * @throws InvalidPayloadError when a rule is broken or an upcaster fails.
 * @throws ContractError when no upcasters lead from one version to the other.
 * @example expect(readAs(OrderPlaced, OrderPlacedV1, fixture)).toMatchObject({ channel: 'web' })
 */
export function readAs<T extends object>(wanted: EventClass<T>, published: EventClass, payload: unknown): T {
  const [as, arriving] = [contractOf(wanted) as unknown as Contract, contractOf(published)];
  if (!lineageOf(as).includes(arriving))
    throw new ContractError(
      `${arriving.cloudEventType} cannot be read as ${as.cloudEventType}: no upcaster leads from the one to the other.`,
    );
  return lifted({ arriving, as }, readPayload(arriving, payload)) as T;
}
