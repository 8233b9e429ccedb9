import { OPEN_DOOR, type Door } from '../../admission/message-door';
import type { IncomingMessage } from '../../broker/broker';
import { decodeEnvelope } from '../../message/codec';
import { streamOf, type EventEnvelope } from '../../message/envelope';
import { UnknownEventError } from '../../message/errors';
import { findContract, type Contract } from '../../message/integration-event';
import { readPayload } from '../../message/payload';
import { lifted } from '../../message/upcaster';
import type { KeyRing } from '../../personal-data/keys/key-ring';
import type { Person } from '../../personal-data/person';
import { Sealed } from '../../personal-data/opening';
import { metaOf, type EventMeta } from '../event-meta';
import { deepFreeze } from '../rows/json-value';
import type { Fold, ProjectionDefinition } from '../projection-definition';
import { UnplaceableEventError } from '../projection-errors';
import { assertMarkedAsItsType, snapshotPartOf } from './snapshot-place';
import { assertStorableKey } from './storable-key';
import type { FoldStep, ReadMessage, StreamEvent } from './stream-event';

/** What the reader has to know of a projection. `key` is the row's key as the table has it. */
export type ReaderDefinition = Pick<ProjectionDefinition, 'folds' | 'followed' | 'key'>;

/** An event as it is held. */
export interface HeldRow {
  stream: string;
  sequence: number;
  body: string;
  letter?: string | null;
}

/**
 * Understands messages, as far as that is possible without looking at the read model. Nothing here throws: what is wrong
 * with a message is part of what it is read as.
 */
export class MessageReader {
  /** Without their versions. */
  private readonly foldedTypes: ReadonlySet<string>;

  constructor(
    private readonly definition: ReaderDefinition,
    private readonly door: Door = OPEN_DOOR,
  ) {
    this.foldedTypes = new Set([...definition.folds.values()].map(({ reading }) => reading.as.type));
  }

  read(message: IncomingMessage): ReadMessage {
    let envelope: EventEnvelope | undefined;
    try {
      envelope = this.door.read(message);
      assertMarkedAsItsType(envelope);
      if (envelope.snapshot !== undefined) return this.readSnapshot(message, envelope);
      const place = this.placeOf(envelope);
      return place ? { message, event: this.eventAt(place, envelope, message.body, message) } : { message };
    } catch (error) {
      return { message, unusable: { message, envelope, error } };
    }
  }

  /** A held event, read again: by the code as it is now, which may know more than the code that held it. */
  readHeld({ body, letter, ...place }: HeldRow): StreamEvent {
    const event = this.eventAt(place, decodeEnvelope(Buffer.from(body)), body, undefined);
    event.letter = letter ?? undefined;
    return event;
  }

  /** One that the projection has no fold for moves no gate: what it would skip nobody else has applied. */
  private readSnapshot(message: IncomingMessage, envelope: EventEnvelope): ReadMessage {
    const { folds, followed } = this.definition;
    if (!folds.has(envelope.type)) return { message };
    const snapshotPart = snapshotPartOf(envelope);
    if (envelope.snapshot === 'complete') return { message, snapshotPart };
    followed.include(envelope);
    const stream = streamOf(envelope);
    assertStorableKey('The stream', stream);
    const place = { stream, sequence: envelope.sequence ?? 0 };
    const event = this.eventAt(place, envelope, message.body, message);
    return { message, snapshotPart, event: { ...event, isSnapshot: true } };
  }

  private placeOf(envelope: EventEnvelope): { stream: string; sequence: number } | undefined {
    const { folds, followed } = this.definition;
    if (!followed.include(envelope)) return undefined;
    if (envelope.sequence === undefined) {
      if (!folds.has(envelope.type)) return undefined;
      throw new UnplaceableEventError(
        'The event has no sequence, so nobody can tell whether it is a duplicate or comes too early. Its producer must ' +
          'number the events of each partition key from 1 without holes (extension attribute "sequence"). For one that ' +
          'cannot, keep the read model with an @IdempotentHandler.',
      );
    }
    const stream = streamOf(envelope);
    assertStorableKey('The stream', stream);
    return { stream, sequence: envelope.sequence };
  }

  private eventAt(
    place: { stream: string; sequence: number },
    envelope: EventEnvelope,
    body: Buffer | string,
    message: IncomingMessage | undefined,
  ): StreamEvent {
    const { stream, sequence } = place;
    // Field by field: an object that was spread together is slow to read, and it is read for every event.
    const event: StreamEvent = {
      stream,
      sequence,
      envelope,
      body,
      message,
      step: undefined,
      failure: undefined,
      letter: undefined,
      sealed: undefined,
      forgets: undefined,
    };
    const contract = findContract(envelope.type);
    const fold = this.definition.folds.get(envelope.type);
    if (!fold) event.failure = this.unknownVersion(envelope.type);
    if (!fold && !contract?.forgets) return event;
    try {
      if (contract?.forgets) event.forgets = forgottenBy(contract, envelope.data);
      if (fold) event.sealed = Sealed.in(fold.reading.arriving, envelope);
      if (fold && !event.sealed) event.step = this.stepOf(fold, envelope, sequence, envelope.data);
    } catch (error) {
      event.failure = { error };
    }
    return event;
  }

  /** What it has never heard of is none of its business; another version of what it folds is, and must not be skipped in silence. */
  private unknownVersion(arrived: string): StreamEvent['failure'] {
    if (!this.foldedTypes.has(arrived.replace(/\.v\d+$/, ''))) return undefined;
    const taken = [...this.definition.folds.keys()].join(', ');
    const error = new UnknownEventError(
      `${arrived} is a version that the projection does not know: it folds ${taken}. Deploy a version that does (an @On for each), then ` +
        'send this dead letter round again; until then the later events of the aggregate are held.',
    );
    return { error };
  }

  /** Gives an event whose personal fields are still as they travel its step, or says why it can have none. */
  open(event: StreamEvent, ring: KeyRing): void {
    const { sealed, envelope, sequence } = event;
    const fold = this.definition.folds.get(envelope.type);
    if (!sealed || !fold) return;
    [event.step, event.failure] = [undefined, undefined];
    try {
      event.step = this.stepOf(fold, envelope, sequence, sealed.open(ring));
    } catch (error) {
      event.failure = { error };
    }
  }

  /** The payload is frozen: a batch that has to be repeated folds the same events again. */
  private stepOf(fold: Fold, envelope: EventEnvelope, sequence: number, data: unknown): FoldStep {
    const arrived = readPayload(fold.reading.arriving, data);
    const payload = deepFreeze(lifted(fold.reading, arrived));
    const meta = metaOf(envelope, sequence);
    return { fold, key: this.keyOf(payload, meta), payload, meta };
  }

  private keyOf(payload: object, meta: EventMeta): string {
    const key: unknown = this.definition.key(payload, meta);
    if (typeof key !== 'string' || key === '') {
      throw new UnplaceableEventError(
        `The projection's key must be a text that is not empty; for this event it is ${String(key)}.`,
      );
    }
    assertStorableKey('The key', key);
    return key;
  }
}

function forgottenBy(contract: Contract, data: unknown): Person | undefined {
  const subject = contract.forgets?.(readPayload(contract, data));
  return subject === undefined ? undefined : { owner: contract.service, subject };
}
