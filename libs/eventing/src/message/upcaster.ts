import { ContractError, InvalidPayloadError } from './errors';
import { contractOf, type Contract, type Upcaster } from './integration-event';
import { checkPayload } from './payload';

type EventClass<T extends object> = new (...args: never[]) => T;

/**
 * Says how an event of the version before reads as one of this version: what is new gets the value that it had, unsaid, when the
 * old one was published. With it, every handler, projection and saga of the new version takes the old one too, and never sees it:
 * its queue is bound to both, and what comes as the old version is lifted before it is handed over. Of three versions the oldest is
 * lifted twice. Who has a method for the old version itself goes on getting it as it is.
 *
 * It is a pure function: it waits for nothing, looks at no clock, and does not change what it is given. What it returns is checked
 * by the rules of the new version; an event whose lift fails is parked, and can be sent round again after the upcaster is mended.
 *
 * @throws ContractError at load time, when `from` is no contract.
 * @example
 * ```ts
 * export const orderPlacedV1ToV2 = upcast(OrderPlacedV1, (old) => ({ ...old, channel: 'web' }));
 *
 * @IntegrationEvent({ type: 'orders.order-placed', version: 2, …, upcaster: orderPlacedV1ToV2 })
 * export class OrderPlaced extends Payload<OrderPlaced> { … }
 * ```
 */
export function upcast<Old extends object, New extends object>(
  from: EventClass<Old>,
  lift: (old: Old) => New,
): Upcaster<New> {
  if (typeof from !== 'function')
    throw new ContractError(
      `upcast was given ${String(from)} for the version before. Usually two files import each other: the old version's file imports nothing of the new one's.`,
    );
  contractOf(from);
  return { from, lift: (old) => lift(old as Old) };
}

/** A contract, and the older ones that can be read as it: newest first, itself included. */
export function lineageOf(contract: Contract): readonly Contract[] {
  const { upcaster } = contract;
  return upcaster ? [contract, ...lineageOf(contractOf(upcaster.from))] : [contract];
}

/**
 * What a consumer of these contracts takes, by CloudEvents type: they themselves, and each older version that can be read as one of
 * them and is not among them.
 */
export function takenBy(contracts: readonly Contract[]): ReadonlyMap<string, Reading> {
  const taken = new Map<string, Reading>();
  for (const contract of contracts) taken.set(contract.cloudEventType, { arriving: contract, as: contract });
  for (const as of contracts)
    for (const arriving of lineageOf(as).slice(1))
      if (!taken.has(arriving.cloudEventType)) taken.set(arriving.cloudEventType, { arriving, as });
      else break; // what is older than a version that has a method of its own is read as that one
  return taken;
}

/** By which contract an event is read, and as which it is handed over. */
export interface Reading {
  arriving: Contract;
  as: Contract;
}

/**
 * The payload as one of the newer version, checked by its rules; the same object where the versions are the same.
 *
 * @throws InvalidPayloadError naming the upcaster, when it throws or what it returns breaks a rule.
 */
export function lifted({ arriving, as }: Reading, payload: object): object {
  if (arriving === as) return payload;
  const steps = lineageOf(as);
  const start = steps.indexOf(arriving);
  let current = payload;
  for (const target of steps.slice(0, start).reverse()) current = liftOnce(target, current);
  return current;
}

function liftOnce(target: Contract, old: object): object {
  const { upcaster, eventClass, cloudEventType } = target;
  if (!upcaster) throw new Error(`${cloudEventType} has no upcaster.`);
  try {
    return checkPayload(target, new (eventClass as new (fields: object) => object)(upcaster.lift(old)));
  } catch (cause) {
    throw new InvalidPayloadError(
      `An event of ${contractOf(upcaster.from).cloudEventType} cannot be read as ${cloudEventType}: its upcaster fails. ` +
        `Mend that, and send the dead letter round again. ${(cause as Error).message}`,
      { cause },
    );
  }
}
