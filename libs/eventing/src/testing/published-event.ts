import type { IncomingMessage } from '../broker/broker';
import { decodeEnvelope } from '../message/codec';
import type { EventEnvelope } from '../message/envelope';
import { contractOf, type Contract } from '../message/integration-event';
import { currentStamp, renderEvent, renderState } from '../outbox/pending-event';

/** What a test may say of an event beside its payload; what it does not say is made up. */
export interface TestMeta {
  /** RFC 3339, UTC. Default: now. */
  time?: string;
  id?: string;
  correlationId?: string;
  causationId?: string;
}

class EventWithMeta {
  constructor(
    readonly event: object,
    readonly meta: TestMeta,
  ) {}
}

/**
 * An event for a kit's `given` and `when` about which more is known than its payload.
 *
 * @example projection(DailySalesProjection).when(withMeta(saleMade(), { time: '2030-01-31T23:59:59Z' })).then({ day: '2030-01-31' });
 */
export function withMeta(event: object, meta: TestMeta): object {
  return new EventWithMeta(event, meta);
}

/** Whether it is wrapped by {@link withMeta}. */
export function hasMeta(event: object): boolean {
  return event instanceof EventWithMeta;
}

/** An integration event, be it wrapped by {@link withMeta} or not. */
export function payloadOf(event: object): object {
  return event instanceof EventWithMeta ? event.event : event;
}

/** @throws ContractError when it is no integration event. */
export function contractOfEvent(event: object): Contract {
  return contractOf(payloadOf(event).constructor as new () => object);
}

/**
 * The event as its publisher's outbox would render it.
 *
 * @throws ContractError when it is no integration event.
 * @throws InvalidPayloadError naming each field that breaks a rule of its contract.
 */
function envelopeOf(event: object, sequence: number): EventEnvelope {
  const { time, id, correlationId, causationId } = event instanceof EventWithMeta ? event.meta : {};
  const envelope = rendered(contractOfEvent(event), payloadOf(event), sequence);
  return {
    ...envelope,
    ...(time !== undefined && { time }),
    ...(id !== undefined && { id }),
    ...(correlationId !== undefined && { correlationid: correlationId }),
    ...(causationId !== undefined && { causationid: causationId }),
  };
}

function rendered(contract: Contract, event: object, sequence: number): EventEnvelope {
  if (contract.isSnapshot)
    return renderState(contract, event, currentStamp(), {
      ...(sequence > 0 && { sequence }),
      snapshot: 'state',
    });
  const { bodyStart } = renderEvent(contract.service, event);
  return decodeEnvelope(Buffer.from(`${bodyStart}${sequence}}`));
}

/** As the broker would hand it out. */
export function messageOf(envelope: EventEnvelope): IncomingMessage {
  const [service = '', ...routingKey] = envelope.type.split('.');
  return {
    queue: 'test',
    exchange: `${service}.events`,
    routingKey: routingKey.join('.'),
    body: Buffer.from(JSON.stringify(envelope)),
    properties: { messageId: envelope.id, type: envelope.type },
    redelivered: false,
    deliveryCount: 0,
    ack: () => true,
    ackUpTo: () => true,
  };
}

/**
 * Numbers the events of each aggregate 1, 2, 3, …, as their publisher would. A snapshot shows the aggregate as it is after
 * those.
 */
export class Numbering {
  private readonly last = new Map<string, number>();

  /**
   * The event with the next number.
   *
   * @throws as {@link envelopeOf}; then the number is not used up, for a hole would hold up all that follows.
   */
  envelopeOf(event: object): EventEnvelope {
    const { service, aggregate, subject, isSnapshot } = contractOfEvent(event);
    const stream = `/${service}/${aggregate}/${subject(payloadOf(event))}`;
    const sequence = (this.last.get(stream) ?? 0) + (isSnapshot ? 0 : 1);
    const envelope = envelopeOf(event, sequence);
    this.last.set(stream, sequence);
    return envelope;
  }
}
