import type { ParkingReason } from '../../dead-letters/dead-letter';
import { decodeEnvelope } from '../../message/codec';
import { UnknownEventError } from '../../message/errors';
import { findContract, type Contract } from '../../message/integration-event';
import { readPayload } from '../../message/payload';
import { GiveUp } from './give-up';
import type { Middleware } from './handling';

/**
 * Reads the event out of the message and checks it against the handler's contract. Whatever is wrong with it will be
 * wrong with it at the next try too. Every try reads anew, so that a handler which changes the event it got does not
 * change what its next try sees.
 */
export function checkAtTheDoor(): Middleware {
  return async (handling, next) => {
    const { message, handler } = handling;
    const envelope = refuseAs('malformed', () => decodeEnvelope(message.body));
    handling.envelope = envelope;
    refuseAs('unknown-event', () => expectContract(handler.contract, envelope.type, handler.name));
    handling.payload = refuseAs('invalid-payload', () => readPayload(handler.contract, envelope.data));
    await next();
  };
}

function refuseAs<T>(reason: ParkingReason, check: () => T): T {
  try {
    return check();
  } catch (failure) {
    throw new GiveUp(reason, failure);
  }
}

function expectContract({ cloudEventType, type }: Contract, arrived: string, handler: string): void {
  if (arrived === cloudEventType) return;
  if (arrived.replace(/\.v\d+$/, '') === type) {
    throw new UnknownEventError(
      `${arrived} is a version that ${handler} does not know: it takes ${cloudEventType}.`,
    );
  }
  const whose = findContract(arrived)
    ? 'an event for other handlers'
    : 'an event that this service does not know';
  throw new UnknownEventError(
    `${arrived} is ${whose}: ${handler} takes ${cloudEventType} only. Something is bound to its queue, or published to it, that should not be.`,
  );
}
