import type { EventEnvelope } from '../message/envelope';
import { InvalidPayloadError } from '../message/errors';
import { isIdentifier, LONGEST_SUBJECT } from '../message/identifier';
import type { Contract } from '../message/integration-event';
import { personalShapeOf, placesIn, type PersonalPlace } from '../message/personal/personal-shape';
import type { FieldPlace } from './cipher/field-cipher';
import type { Person } from './person';

/** A personal field of one event, and whose it is. */
export interface OwnedPlace extends PersonalPlace {
  person: Person;
}

/**
 * The personal fields that are there in an event's data, which stays what it is. None for an event without any.
 *
 * @throws InvalidPayloadError when the contract does not say whose one of them is.
 */
export function personalFieldsIn(contract: Contract, data: unknown): OwnedPlace[] {
  const shape = personalShapeOf(contract.eventClass);
  if (!shape) return [];
  return placesIn(shape, data).map((place) => ({ ...place, person: personOf(contract, place, data) }));
}

/** Where a personal text of an event stands, for its cipher. */
export function placeOf(
  { person, path }: Pick<OwnedPlace, 'person' | 'path'>,
  { type, id }: Pick<EventEnvelope, 'type' | 'id'>,
  version: number,
): FieldPlace {
  return { ...person, version, type, eventId: id, path };
}

function personOf(contract: Contract, { field, part, path }: PersonalPlace, data: unknown): Person {
  const subject: unknown = field.subject
    ? field.subject(part as never, data as never)
    : contract.subject(data as never);
  if (isIdentifier(subject, LONGEST_SUBJECT)) return { owner: contract.service, subject };
  throw new InvalidPayloadError(
    `${contract.cloudEventType}: nobody knows whose ${path} is: the id of the person must be a text of 1 to ${LONGEST_SUBJECT} ` +
      'characters. See the "subject" of its @Personal.',
  );
}
