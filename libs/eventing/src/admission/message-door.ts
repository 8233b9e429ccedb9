import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { decodeEnvelope } from '../message/codec';
import type { EventEnvelope } from '../message/envelope';
import { OversizedMessageError } from '../message/errors';
import { TrustedPublishers } from './trusted-publishers';

/** What every message passes before anybody looks at what it says. */
export interface Door {
  /**
   * Reads the envelope of a message that may come in.
   *
   * @throws OversizedMessageError when it is too large (nothing of it was parsed), MalformedMessageError when it is no
   * CloudEvent, UntrustedPublisherError when the wrong user published it.
   */
  read(message: Pick<IncomingMessage, 'body' | 'properties'>): EventEnvelope;
}

/** Lets in whatever can be read: for tests of what comes behind. */
export const OPEN_DOOR: Door = { read: ({ body }) => decodeEnvelope(body) };

/** The door of a service, by its options. */
@Injectable()
export class MessageDoor implements Door {
  private readonly publishers: TrustedPublishers;
  private readonly largestBytes: number;

  constructor(
    @Inject(EVENTING_OPTIONS) { broker, messages }: Pick<ResolvedEventingOptions, 'broker' | 'messages'>,
    names: BrokerNames,
  ) {
    this.publishers = new TrustedPublishers(messages.trustedPublishers, broker.user, names);
    this.largestBytes = messages.largestBytes;
  }

  read({ body, properties }: Pick<IncomingMessage, 'body' | 'properties'>): EventEnvelope {
    if (body.length > this.largestBytes) throw new OversizedMessageError(tellSize(body, this.largestBytes));
    const envelope = decodeEnvelope(body);
    this.publishers.expect(properties.userId, envelope);
    return envelope;
  }
}

function tellSize(body: Buffer, largestBytes: number): string {
  return (
    `The message has ${body.length} bytes, and this service reads ${largestBytes} at most (MESSAGE_LIMIT). It was not looked into, and ` +
    'only its beginning is kept. If it has to be handled, raise the limit here and have its publisher send it again (outbox replay).'
  );
}
