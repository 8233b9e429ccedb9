import { IsString } from 'class-validator';
import type { OutgoingMessage } from '../../broker/broker';
import type { BrokerNames } from '../../broker/names';
import { directMessage } from '../../message/direct-message';
import type { EventEnvelope } from '../../message/envelope';
import type { Contract } from '../../message/integration-event';

/** What a time-out tells its saga. It goes from the service to itself, and is no integration event. */
export class TimeoutElapsed {
  @IsString() readonly key!: string;
  @IsString() readonly name!: string;
}

/** A time-out that is due. */
export interface DueTimeout {
  id: string;
  saga: string;
  key: string;
  name: string;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/** By which a saga reads its time-outs: `orders.fulfil-order-timed-out.v1`. */
export function timeoutContract(service: string, saga: string): Contract {
  const routingKey = `${saga}-timed-out.v1`;
  return {
    type: `${service}.${saga}-timed-out`,
    version: 1,
    aggregate: saga,
    subject: (event) => (event as TimeoutElapsed).key,
    eventClass: TimeoutElapsed,
    service,
    routingKey,
    cloudEventType: `${service}.${routingKey}`,
  };
}

/** The message that brings a time-out to its saga, straight to the saga's queue. Sent twice, it is the same message. */
export function timeoutMessage(
  names: Pick<BrokerNames, 'service' | 'direct' | 'queue'>,
  timeout: DueTimeout,
): OutgoingMessage {
  const to = { exchange: names.direct, routingKey: names.queue(timeout.saga) };
  return directMessage(to, names.service, envelopeOf(names.service, timeout));
}

function envelopeOf(service: string, timeout: DueTimeout): EventEnvelope {
  const { id, saga, key, name, correlationId, causationId, traceparent } = timeout;
  return {
    specversion: '1.0',
    id,
    source: `/${service}`,
    type: timeoutContract(service, saga).cloudEventType,
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { key, name },
    correlationid: correlationId,
    causationid: causationId ?? undefined,
    partitionkey: `${saga}/${key}`,
    traceparent: traceparent ?? undefined,
  };
}
