import type { OutgoingMessage } from '../../broker/broker';
import { shortText } from '../../broker/short-text';
import { headersForRedrive } from '../../handlers/pipeline/retry-headers';
import { CLOUD_EVENTS_JSON } from '../../message/codec';

/** A dead letter that is to be sent. */
export interface DueLetter {
  id: string;
  drive: number;
  sends: number;
  /** The consumer that gets it. */
  target: string;
  exchange: string;
  routingKey: string;
  eventId: string | null;
  type: string | null;
  source: string | null;
  correlationId: string | null;
  headers: string;
  body: Buffer;
  /** The letter of the same aggregate that has to be dealt with before. */
  waitsFor: string | null;
}

/**
 * The message as it was, straight to the queue of one consumer: the others that heard of the event have dealt with it. It
 * counts its tries anew, and carries the mark by which its consumer knows it.
 */
export function redriveMessage(
  { direct, queue }: { direct: string; queue: string },
  letter: DueLetter,
): OutgoingMessage {
  const { id, drive, exchange, routingKey } = letter;
  return {
    exchange: direct,
    routingKey: queue,
    body: letter.body,
    properties: {
      messageId: shortText(letter.eventId),
      type: shortText(letter.type),
      appId: shortText(letter.source?.replace(/^\//, '')),
      correlationId: shortText(letter.correlationId),
      contentType: CLOUD_EVENTS_JSON,
      headers: headersForRedrive(headersOf(letter), { exchange, routingKey }, { letter: id, drive }),
    },
  };
}

/** They were kept for people, and are cut off where there were very many: then they cannot be read, and none is sent. */
function headersOf({ headers }: DueLetter): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(headers);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
