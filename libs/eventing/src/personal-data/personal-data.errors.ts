import { EventingError, InvalidPayloadError, NotYetError } from '../message/errors';
import type { Person } from './person';

/** The setting PERSONAL_DATA_KEYS is absent where it must not be, or cannot be read; the message says what to set. */
export class MasterKeyError extends EventingError {}

/** A ciphertext in an event was changed, was made for another place, or under a key that is not the person's. */
export class UnreadablePersonalDataError extends InvalidPayloadError {}

/** Keys that are needed and not here: whose they are. Whoever can wait asks for them, outside of the transaction. */
export class KeysMissingError extends NotYetError {
  constructor(readonly missing: readonly Person[]) {
    super(`The keys of ${missing.length} persons are missing; their owners are to be asked.`);
  }
}

/** An owner was asked for keys, and has not answered (yet). */
export class KeyNotHandedOutError extends NotYetError {}
