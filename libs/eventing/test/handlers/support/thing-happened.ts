import { IsInt, IsString } from 'class-validator';
import { v7 as uuidv7 } from 'uuid';
import type { EventEnvelope } from '../../../src/message/envelope';
import { IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';

/** The event of the handlers' tests. */
@IntegrationEvent({
  type: 'things.thing-happened',
  version: 1,
  aggregate: 'thing',
  subject: (e: ThingHappened) => e.thingId,
})
export class ThingHappened extends Payload<ThingHappened> {
  @IsString() readonly thingId!: string;
  @IsInt() readonly amount!: number;
}

/** An event as it arrives from the service `things`. */
export function thingHappened(
  changes: Partial<EventEnvelope> = {},
  data: Record<string, unknown> = {},
): EventEnvelope {
  const subject = changes.subject ?? 'thing-1';
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: '/things',
    type: 'things.thing-happened.v1',
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    correlationid: 'correlation-1',
    partitionkey: `thing/${subject}`,
    sequence: 1,
    data: { thingId: subject, amount: 1, ...data },
    ...changes,
  };
}
