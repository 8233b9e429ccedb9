import type { OutgoingEvent, OutgoingRequest, ProducerSerializer } from '@nestjs/microservices';
import { v7 as uuidv7 } from 'uuid';
import type { MessageProperties } from '../broker/broker';
import { shortText } from '../broker/short-text';
import { CLOUD_EVENTS_JSON, readEnvelope } from '../message/codec';
import type { EventEnvelope } from '../message/envelope';
import { ContractError, MalformedMessageError } from '../message/errors';

/** What is emitted: the part of an envelope that only the application knows. See docs/interop.md for each attribute. */
export interface OutgoingCloudEvent<T extends object = object> {
  /** The payload, as the contract of its type and version asks. */
  data: T;
  /** The id of the aggregate that the event is about. */
  subject: string;
  /**
   * Unique among the events of this service. Default: a new UUIDv7. Whoever may emit an event again after a failure
   * makes its id before the first try and keeps it: by the id alone a consumer knows that it is the same event.
   */
  id?: string;
  /** RFC 3339. Default: now. */
  time?: string;
  /** `<aggregate>/<subject>`. Projections need it, and handlers do not. */
  partitionkey?: string;
  /** The how-manieth event of its partition key: 1, 2, 3, … without holes. Projections need it, and handlers do not. */
  sequence?: number;
  correlationid?: string;
  causationid?: string;
  traceparent?: string;
  tracestate?: string;
  dataschema?: string;
}

/** The event's attributes become the body; Nest takes `options` out of it and publishes with them. */
type SerializedEvent = EventEnvelope & { options: MessageProperties & { persistent: true } };

const ROUTING_KEY = /^[a-z0-9-]+\.v[1-9]\d*$/;
const SERVICE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Lets the client of a `@nestjs/microservices` application emit events that Warren services consume. The pattern is the
 * routing key, `<event>.v<n>`; the type is made of it and the service's name.
 *
 * The client publishes to an exchange only with `wildcards: true`, and to one only: see docs/interop.md. There is no
 * outbox: an event is emitted although the transaction was rolled back, or lost although it was committed. And `emit`
 * reports a failure to its subscribers alone: wait for it, always.
 *
 * @throws ContractError (`emit` rejects with it) when the pattern is not a routing key, or `send` is used.
 * @throws MalformedMessageError (likewise) when an attribute is missing or wrong; it says which.
 * @example
 * ```ts
 * ClientsModule.register([{ name: 'EVENTS', transport: Transport.RMQ, options: {
 *   urls, exchange: 'billing.events', exchangeType: 'topic', wildcards: true,
 *   serializer: new CloudEventsSerializer({ service: 'billing' }),
 * } }]);
 * await lastValueFrom(client.emit('invoice-sent.v1', { id, subject: invoice.id, data: { invoiceId: invoice.id } }),
 *   { defaultValue: undefined });
 * ```
 */
export class CloudEventsSerializer implements ProducerSerializer {
  private readonly service: string;
  private readonly user: string | undefined;

  /**
   * @param identity.service whose events these are: the name before `.events` in the name of the exchange.
   * @param identity.user as whom the client logs in to the broker. Without it no service believes the events that asks who
   * published them (`TRUSTED_PUBLISHERS`).
   */
  constructor(identity: { service: string; user?: string }) {
    this.service = identity.service;
    this.user = identity.user;
    if (!SERVICE.test(this.service))
      throw new ContractError(
        `"${this.service}" is no name of a service: write it in kebab case, like billing.`,
      );
  }

  serialize(packet: OutgoingEvent | OutgoingRequest): SerializedEvent {
    if ('id' in packet)
      throw new ContractError('Services answer no requests: use client.emit, and never client.send.');
    const envelope = this.envelopeOf(routingKeyOf(packet), packet.data as OutgoingCloudEvent);
    return { ...envelope, options: propertiesOf(envelope, this.service, this.user) };
  }

  /** Checked as it will travel: as JSON shows it. */
  private envelopeOf(routingKey: string, event: OutgoingCloudEvent): EventEnvelope {
    const envelope = {
      specversion: '1.0',
      id: uuidv7(),
      source: `/${this.service}`,
      type: `${this.service}.${routingKey}`,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      ...given(event),
    };
    return readEnvelope(JSON.parse(JSON.stringify(envelope)));
  }
}

/** `source` and `type` are not among them: they follow from the service and the pattern. */
const ATTRIBUTES = [
  ...['id', 'subject', 'time', 'dataschema', 'data'],
  ...['correlationid', 'causationid', 'partitionkey', 'sequence', 'traceparent', 'tracestate'],
];

/** What is undefined is not given. A name that is misspelt would be missed by nobody but the consumers. */
function given(event: OutgoingCloudEvent): Partial<OutgoingCloudEvent> {
  const attributes = Object.entries(event ?? {}).filter(([, value]) => value !== undefined);
  const unknown = attributes.map(([name]) => name).filter((name) => !ATTRIBUTES.includes(name));
  if (unknown.length === 0) return Object.fromEntries(attributes);
  throw new MalformedMessageError(
    `An event is emitted as { ${ATTRIBUTES.join(', ')} }, of which subject and data must be there; ` +
      `${unknown.join(', ')} is not among them. The payload goes into data.`,
  );
}

function routingKeyOf({ pattern }: OutgoingEvent): string {
  if (typeof pattern === 'string' && ROUTING_KEY.test(pattern)) return pattern;
  throw new ContractError(
    `The pattern ${JSON.stringify(pattern)} is no routing key: nobody would get the event. Emit with <event>.v<version>, ` +
      'like invoice-sent.v1; the name of the service stands in the name of the exchange.',
  );
}

/** What is not persistent is lost when the broker restarts, and Nest's default is that. */
function propertiesOf(
  event: EventEnvelope,
  service: string,
  user: string | undefined,
): SerializedEvent['options'] {
  return {
    ...(user !== undefined && { userId: user }),
    messageId: shortText(event.id),
    type: shortText(event.type),
    appId: service,
    correlationId: shortText(event.correlationid),
    contentType: CLOUD_EVENTS_JSON,
    timestamp: Math.floor(Date.parse(event.time) / 1_000),
    persistent: true,
  };
}
