import { v7 as uuidv7 } from 'uuid';
import { encodeEnvelope, LARGEST_BODY } from '../message/codec';
import type { EventEnvelope } from '../message/envelope';
import { ContractError, InvalidPayloadError } from '../message/errors';
import { isIdentifier, LONGEST_SUBJECT } from '../message/identifier';
import { eventContractOf, type Contract } from '../message/integration-event';
import { currentMessageContext, type MessageContext } from '../message/message-context';
import { checkPayload, readPayload } from '../message/payload';
import type { KeyRing } from '../personal-data/keys/key-ring';
import type { Person } from '../personal-data/person';
import { Unsealed } from '../personal-data/sealing';

/** A published event that waits to be written: everything but its sequence, which the database assigns. */
export interface PendingEvent {
  id: string;
  type: string;
  partitionKey: string;
  correlationId: string;
  /** The event's JSON up to where its sequence goes. */
  bodyStart: string;
  /** What is personal in it is still readable in `bodyStart`: it must not be stored before it was sealed. */
  unsealed?: Unsealed;
  /** Whom it has forgotten. */
  forgets?: Person;
  /** Once it is written: the sequence of the last event of its stream that was written with it. */
  sequence?: number;
}

/** Under which id, and in which context, an event is published. */
export interface Stamp {
  id: string;
  context: MessageContext;
}

/** A stamp for what the running code publishes. */
export function currentStamp(): Stamp {
  return { id: uuidv7(), context: currentMessageContext() };
}

/** Checks an event and renders it as it will travel, as it is now: later changes to the object change nothing. */
export function renderEvent(
  service: string,
  event: object,
  stamp = currentStamp(),
  largestBytes = LARGEST_BODY,
): PendingEvent {
  const contract = ownContract(service, event.constructor as new () => object);
  checkPayload(contract, event);
  return render(contract, event, event, stamp, largestBytes);
}

/**
 * Encrypts what is personal in an event; one that has nothing personal stays as it is.
 *
 * @throws InvalidPayloadError when it becomes too large by it.
 */
export function sealEvent(event: PendingEvent, ring: KeyRing, largestBytes = LARGEST_BODY): void {
  if (!event.unsealed) return;
  event.bodyStart = beginningOf(event.unsealed.seal(ring));
  event.unsealed = undefined;
  checkSize({ cloudEventType: event.type }, event.bodyStart, largestBytes - ROOM_FOR_SEQUENCE);
}

/**
 * The same for the data of an event that was checked and stored before, by the rules of today. What was stored travels
 * as it is, also where today's class would leave something out.
 */
export function renderStoredEvent(
  contract: Contract,
  data: object,
  stamp: Stamp,
  largestBytes = LARGEST_BODY,
): PendingEvent {
  return render(contract, data, readPayload(contract, data, 'as it travels'), stamp, largestBytes, true);
}

/**
 * The state of an aggregate for who has asked for it: checked as an event is, but neither stored nor numbered. What is personal
 * in it is readable: {@link Unsealed} before it is sent.
 *
 * @throws InvalidPayloadError naming each field that breaks a rule of its contract.
 */
export function renderState(
  contract: Contract,
  state: object,
  stamp: Stamp,
  attributes: Pick<EventEnvelope, 'sequence' | 'snapshot' | 'snapshotnumber'>,
  largestBytes = LARGEST_BODY,
): EventEnvelope {
  checkPayload(contract, state);
  const envelope = { ...toEnvelope(contract, subjectOf(contract, state), state, stamp), ...attributes };
  checkSize(contract, encodeEnvelope(envelope), largestBytes);
  return envelope;
}

function render(
  contract: Contract,
  data: object,
  event: object,
  stamp: Stamp,
  largestBytes: number,
  isStored = false,
): PendingEvent {
  const envelope = toEnvelope(contract, subjectOf(contract, event), data, stamp);
  const bodyStart = beginningOf(envelope);
  checkSize(contract, bodyStart, largestBytes - ROOM_FOR_SEQUENCE);
  const { forgets, service: owner } = contract;
  return {
    unsealed: Unsealed.of(contract, envelope, isStored),
    forgets: forgets && { owner, subject: forgets(event) },
    id: envelope.id,
    type: envelope.type,
    partitionKey: envelope.partitionkey,
    correlationId: envelope.correlationid,
    bodyStart,
  };
}

function beginningOf(envelope: EventEnvelope): string {
  return `${encodeEnvelope(envelope).slice(0, -1)},"sequence":`;
}

/** @throws ContractError when the class is no integration event, or is one of another service. */
export function ownContract<T extends object>(
  service: string,
  eventClass: new (...args: never[]) => T,
): Contract<T> {
  const contract = eventContractOf(eventClass);
  if (contract.service === service) return contract;
  throw new ContractError(
    `${contract.eventClass.name} (${contract.cloudEventType}) is an event of ${contract.service}: only that service may publish it, ` +
      `and this is ${service}. Publish an event of ${service} and let ${contract.service} react to it.`,
  );
}

function toEnvelope(
  contract: Contract,
  subject: string,
  data: object,
  { id, context }: Stamp,
): EventEnvelope {
  return {
    specversion: '1.0',
    id,
    source: `/${contract.service}`,
    type: contract.cloudEventType,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:event-schema:${contract.cloudEventType}`,
    data,
    correlationid: context.correlationId,
    causationid: context.causationId,
    partitionkey: `${contract.aggregate}/${subject}`,
    tracestate: context.tracestate,
    // The last: the relay finds it at the end of the stored body without parsing it (recordedTraceOf).
    traceparent: context.traceparent,
  };
}

function subjectOf(contract: Contract, event: object): string {
  const subject: unknown = contract.subject(event);
  if (isIdentifier(subject, LONGEST_SUBJECT)) return subject;
  throw new InvalidPayloadError(
    `${contract.cloudEventType}: its subject must be a text of 1 to ${LONGEST_SUBJECT} characters, not ` +
      `${JSON.stringify(subject)?.slice(0, 60)}. It is the id of the aggregate: see the contract's "subject".`,
  );
}

/** Its digits, and the end of the object. */
const ROOM_FOR_SEQUENCE = 20;

function checkSize(contract: Pick<Contract, 'cloudEventType'>, body: string, largestBytes: number): void {
  const bytes = Buffer.byteLength(body);
  if (bytes <= largestBytes) return;
  throw new InvalidPayloadError(
    `${contract.cloudEventType}: the event has ${bytes} bytes, and ${largestBytes} is the most that travels (MESSAGE_LIMIT). ` +
      'Store the content somewhere and publish where it is.',
  );
}
