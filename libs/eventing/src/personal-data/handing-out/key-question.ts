import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsString, Matches, MaxLength } from 'class-validator';
import { v7 as uuidv7 } from 'uuid';
import type { Door } from '../../admission/message-door';
import type { IncomingMessage, OutgoingMessage } from '../../broker/broker';
import { PERSONAL_KEYS_REQUESTED, type BrokerNames } from '../../broker/names';
import { directMessage } from '../../message/direct-message';
import { UnknownEventError } from '../../message/errors';
import { KEBAB } from '../../message/identifier';
import type { Contract } from '../../message/integration-event';
import { currentMessageContext } from '../../message/message-context';
import { Payload, readPayload } from '../../message/payload';

/** So many persons in one question. */
export const MOST_SUBJECTS = 500;

/** What a service asks an owner of keys for. It is no integration event: it goes from one to one, and nothing has happened. */
export class PersonalKeysRequested extends Payload<PersonalKeysRequested> {
  /** Of a key pair for this question: X25519, 32 bytes in base64url. */
  @Matches(/^[\w-]{43}$/) readonly publicKey!: string;
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_SUBJECTS)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  readonly subjects!: string[];
}

/** A question as the owner understands it. */
export interface KeyQuestion extends Pick<PersonalKeysRequested, 'publicKey' | 'subjects'> {
  id: string;
  asker: string;
}

/** What an owner has to say of a person. `unknown`: it has no key of that person, and never forgot one. */
export interface KeyAnswer {
  subject: string;
  standing: 'known' | 'forgotten' | 'unknown';
  /** All versions, each in base64url. */
  keys: { version: number; key: string }[];
}

function questionContract(asker: string): Contract<PersonalKeysRequested> {
  return {
    type: `${asker}.personal-keys-requested`,
    version: 1,
    aggregate: 'personal-keys-request',
    subject: () => asker,
    eventClass: PersonalKeysRequested,
    service: asker,
    routingKey: PERSONAL_KEYS_REQUESTED,
    cloudEventType: `${asker}.${PERSONAL_KEYS_REQUESTED}`,
  };
}

/** @returns the message, and the question's id. */
export function questionMessage(
  names: BrokerNames,
  owner: string,
  data: PersonalKeysRequested,
): { id: string; message: OutgoingMessage } {
  const { cloudEventType, routingKey, aggregate } = questionContract(names.service);
  const id = uuidv7();
  const message = directMessage({ exchange: names.requestsExchange(owner), routingKey }, names.service, {
    specversion: '1.0',
    id,
    source: `/${names.service}`,
    type: cloudEventType,
    subject: names.service,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
    correlationid: currentMessageContext().correlationId,
    partitionkey: `${aggregate}/${names.service}`,
  });
  return { id, message };
}

/** @throws what {@link Door} throws, UnknownEventError, InvalidPayloadError saying what is wrong with it. */
export function readQuestion(message: Pick<IncomingMessage, 'body' | 'properties'>, door: Door): KeyQuestion {
  const { source, type, id, data } = door.read(message);
  const asker = source.slice(1);
  const contract = questionContract(asker);
  if (type !== contract.cloudEventType || !KEBAB.test(asker))
    throw new UnknownEventError(`${type} from ${source} is no question for the keys of persons.`);
  const { publicKey, subjects } = readPayload(contract, data);
  return { id, asker, publicKey, subjects };
}
