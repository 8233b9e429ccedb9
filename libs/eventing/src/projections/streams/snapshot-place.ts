import type { EventEnvelope } from '../../message/envelope';
import { findContract } from '../../message/integration-event';
import { UnplaceableEventError } from '../projection-errors';
import type { SnapshotPart } from './stream-event';

/**
 * Makes sure that an envelope is marked as a snapshot if and only if its type is one: a state taken for an event, or the
 * other way round, would move the gate to where it does not belong.
 *
 * @throws UnplaceableEventError
 */
export function assertMarkedAsItsType({ type, snapshot }: EventEnvelope): void {
  const contract = findContract(type);
  if (!contract || Boolean(contract.isSnapshot) === (snapshot !== undefined)) return;
  throw new UnplaceableEventError(
    contract.isSnapshot
      ? `${type} is a snapshot, but this message is not marked as one (extension attribute "snapshot"). Snapshots are sent to ` +
          'who asks for them; they are not published.'
      : `${type} is an event, but this message is marked as a snapshot.`,
  );
}

/** What the answer to a request may tell of itself; undefined where it does not tell, and its arrival is not counted. */
export function snapshotPartOf(envelope: EventEnvelope): SnapshotPart | undefined {
  const { type, snapshot: part, snapshotnumber: number, causationid: request } = envelope;
  if (part === undefined || number === undefined || request === undefined) return undefined;
  return { type, request, part, number };
}
