import { v7 as uuidv7 } from 'uuid';
import type { OutgoingMessage } from '../broker/broker';
import type { BrokerNames } from '../broker/names';
import { directMessage } from '../message/direct-message';
import type { EventEnvelope } from '../message/envelope';
import type { Contract } from '../message/integration-event';
import { renderState } from '../outbox/pending-event';
import { requestContract, SnapshotRequested, type SnapshotRequest } from './snapshot-request';

/** An aggregate of the owner as it is after so many events. */
export interface AggregateState {
  state: object;
  /** 0: no event of it was ever published. */
  sequence: number;
}

/** To the owner of a snapshot, from who wants it or, to go on with an answer, from the owner itself. */
export function requestMessage(
  names: BrokerNames,
  owner: string,
  { id, requester, projection, snapshot, after, sent, correlationId }: SnapshotRequest,
): OutgoingMessage {
  const contract = requestContract(requester);
  const isFirst = after === undefined;
  const data = isFirst
    ? new SnapshotRequested({ snapshot, projection })
    : new SnapshotRequested({ snapshot, projection, request: id, after, sent });
  const envelope: EventEnvelope = {
    // The broker's client takes a message with an id that it is working on for a copy of the same message.
    ...attributesOf(contract, projection, isFirst ? id : uuidv7()),
    data,
    correlationid: correlationId,
  };
  const to = { exchange: names.requestsExchange(owner), routingKey: contract.routingKey };
  return directMessage(to, names.service, envelope);
}

/**
 * One state for who asked for it, as it is: what is personal in it has to be sealed before it goes anywhere.
 *
 * @throws InvalidPayloadError naming each field that breaks a rule of its contract, or when it is larger than `largestBytes`.
 */
export function stateEnvelope(
  contract: Contract,
  { state, sequence }: AggregateState,
  number: number,
  request: SnapshotRequest,
  largestBytes?: number,
): EventEnvelope {
  const stamp = { id: uuidv7(), context: { correlationId: request.correlationId, causationId: request.id } };
  const place = { ...(sequence > 0 && { sequence }), snapshot: 'state', snapshotnumber: number } as const;
  return renderState(contract, state, stamp, place, largestBytes);
}

/** One state on its way to who asked for it. */
export function stateMessage(
  names: BrokerNames,
  envelope: EventEnvelope,
  request: SnapshotRequest,
): OutgoingMessage {
  return answer(names, request, envelope);
}

/** The last word of an answer. */
export function completeMessage(
  names: BrokerNames,
  contract: Contract,
  request: SnapshotRequest,
): OutgoingMessage {
  return answer(names, request, {
    ...attributesOf(contract, request.id, uuidv7()),
    data: { states: request.sent },
    correlationid: request.correlationId,
    causationid: request.id,
    snapshot: 'complete',
    snapshotnumber: request.sent,
  });
}

type Named = Pick<Contract, 'service' | 'cloudEventType' | 'aggregate'>;

function attributesOf(contract: Named, subject: string, id: string) {
  return {
    specversion: '1.0',
    id,
    source: `/${contract.service}`,
    type: contract.cloudEventType,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: `${contract.aggregate}/${subject}`,
  } as const;
}

/** Straight to the projection that asked, past everybody else who follows these aggregates. */
function answer(
  names: BrokerNames,
  { requester, projection }: SnapshotRequest,
  envelope: EventEnvelope,
): OutgoingMessage {
  const to = { exchange: names.snapshotsExchange(requester), routingKey: projection };
  return directMessage(to, names.service, envelope);
}
