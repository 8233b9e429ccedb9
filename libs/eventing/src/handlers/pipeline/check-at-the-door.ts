import { reasonOfRefusal } from '../../dead-letters/parking-reason';
import { UnknownEventError } from '../../message/errors';
import { findContract } from '../../message/integration-event';
import { readPayload } from '../../message/payload';
import { takenBy, type Reading } from '../../message/upcaster';
import { Sealed } from '../../personal-data/opening';
import type { HandlerDefinition } from '../handler-definition';
import { GiveUp } from './give-up';
import type { Middleware } from './handling';

/**
 * Reads the event out of the message, if that may come in, and checks it against the contract by which the handler takes it. Whatever is wrong with it will be
 * wrong with it at the next try too. What is personal in it is still as it travels, and its rules wait until it is read. Every try reads anew, so that a handler which changes the event it got does not
 * change what its next try sees.
 */
export function checkAtTheDoor(): Middleware {
  return async (handling, next) => {
    const { handler } = handling;
    const envelope = refuse(() => handling.readEnvelope());
    handling.envelope = envelope;
    const reading = refuse(() => readingOf(envelope.type, handler));
    const { arriving: contract } = reading;
    handling.payload = refuse(() => {
      handling.sealed = Sealed.in(contract, envelope);
      return readPayload(contract, envelope.data, 'as it travels');
    });
    handling.reading = reading;
    await next();
  };
}

/** What the check objects to, parks the message: it will object to it at the next try too. */
export function refuse<T>(check: () => T): T {
  try {
    return check();
  } catch (failure) {
    throw new GiveUp(reasonOfRefusal(failure) ?? 'permanent', failure);
  }
}

function readingOf(arrived: string, { name, contracts }: HandlerDefinition): Reading {
  const contract = contracts.find(({ cloudEventType }) => cloudEventType === arrived);
  if (contract) return { arriving: contract, as: contract };
  const older = takenBy(contracts).get(arrived);
  if (older) return older;
  const taken = contracts.map(({ cloudEventType }) => cloudEventType).join(', ');
  const unversioned = arrived.replace(/\.v\d+$/, '');
  if (contracts.some(({ type }) => type === unversioned)) {
    throw new UnknownEventError(`${arrived} is a version that ${name} does not know: it takes ${taken}.`);
  }
  const whose = findContract(arrived)
    ? 'an event for other handlers'
    : 'an event that this service does not know';
  throw new UnknownEventError(
    `${arrived} is ${whose}: ${name} takes ${taken} only. Something is bound to its queue, or published to it, that should not be.`,
  );
}
