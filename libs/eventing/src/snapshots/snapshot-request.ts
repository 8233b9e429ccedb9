import { IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import type { Door } from '../admission/message-door';
import type { IncomingMessage } from '../broker/broker';
import { SNAPSHOT_REQUESTED } from '../broker/names';
import type { EventEnvelope } from '../message/envelope';
import { UnknownEventError } from '../message/errors';
import type { Contract } from '../message/integration-event';
import { KEBAB } from '../message/identifier';
import { Payload, readPayload } from '../message/payload';

/** What a service asks another one for. It is no integration event: it goes from one to one, and nothing has happened. */
export class SnapshotRequested extends Payload<SnapshotRequested> {
  /** The CloudEvents type of the snapshot: `users.user-snapshot.v1`. */
  @IsString() readonly snapshot!: string;
  /** The projection of the asking service that is to be answered. */
  @Matches(KEBAB) readonly projection!: string;
  /** Only where the owner goes on with an answer: the id of the request, how far it is, and how many states that were. */
  @IsOptional() @IsString() readonly request?: string;
  @IsOptional() @IsString() readonly after?: string;
  @IsOptional() @IsInt() @Min(0) readonly sent?: number;
}

/** A request as its owner understands it. */
export interface SnapshotRequest {
  id: string;
  /** The service that asks. */
  requester: string;
  projection: string;
  snapshot: string;
  /** The id of the last aggregate that was sent; undefined at the beginning. */
  after: string | undefined;
  sent: number;
  correlationId: string;
}

/** `orders.snapshot-requested.v1`. */
export function requestContract(requester: string): Contract<SnapshotRequested> {
  return {
    type: `${requester}.snapshot-requested`,
    version: 1,
    aggregate: 'snapshot-request',
    subject: ({ projection }) => projection,
    eventClass: SnapshotRequested,
    service: requester,
    routingKey: SNAPSHOT_REQUESTED,
    cloudEventType: `${requester}.${SNAPSHOT_REQUESTED}`,
  };
}

/**
 * Reads a request from a message of the control queue.
 *
 * @throws what {@link Door} throws, UnknownEventError, InvalidPayloadError saying what is wrong with it.
 */
export function readRequest(
  message: Pick<IncomingMessage, 'body' | 'properties'>,
  door: Door,
): { envelope: EventEnvelope; request: SnapshotRequest } {
  const envelope = door.read(message);
  const requester = envelope.source.slice(1);
  const contract = requestContract(requester);
  if (envelope.type !== contract.cloudEventType || !KEBAB.test(requester))
    throw new UnknownEventError(
      `${envelope.type} from ${envelope.source} is no request for snapshots: that of a service "orders" is of type ` +
        'orders.snapshot-requested.v1 and has the source /orders.',
    );
  const {
    snapshot,
    projection,
    request = envelope.id,
    after,
    sent = 0,
  } = readPayload(contract, envelope.data);
  const correlationId = envelope.correlationid;
  return { envelope, request: { id: request, requester, projection, snapshot, after, sent, correlationId } };
}
