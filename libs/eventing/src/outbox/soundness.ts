import type { DedicatedConnection } from '../database/dedicated-connection';
import { EventingError } from '../message/errors';
import { SOUNDNESS } from './sql/soundness.sql';

/** The outbox is in a state in which relaying it would lose events. Nothing is relayed until it is mended. */
export class UnsoundOutboxError extends EventingError {}

interface Facts {
  isReplica: boolean;
  rowsAreHidden: boolean;
  cachedPositions: number;
  increment: number;
  cycles: boolean;
  takesTransactionIdFirst: boolean;
  highestPosition: number | null;
  lastTakenPosition: number;
}

/** @throws UnsoundOutboxError saying everything that is wrong, and what to do about each. */
export async function checkSoundness(connection: DedicatedConnection): Promise<void> {
  const [facts] = await connection.query<Facts>(SOUNDNESS);
  const problems = problemsOf(facts as Facts);
  if (problems.length > 0)
    throw new UnsoundOutboxError(`The outbox cannot be relayed without losing events. ${problems.join(' ')}`);
}

/** Tells it before anything is written, for what PostgreSQL says to writing on a replica explains nothing. */
export async function refuseReplica(connection: DedicatedConnection): Promise<void> {
  const [answer] = await connection.query<Pick<Facts, 'isReplica'>>(
    'select pg_is_in_recovery() as "isReplica"',
  );
  if (answer?.isReplica) throw new UnsoundOutboxError(READ_REPLICA);
}

export function problemsOf(facts: Facts): string[] {
  return RULES.filter(({ isBroken }) => isBroken(facts)).map(({ says }) => says(facts));
}

const READ_REPLICA =
  'This is a read replica, whose snapshots say nothing about running transactions. Point the data source to the primary.';

const RULES: { isBroken: (facts: Facts) => boolean; says: (facts: Facts) => string }[] = [
  {
    isBroken: ({ isReplica }) => isReplica,
    says: () => READ_REPLICA,
  },
  {
    isBroken: ({ rowsAreHidden }) => rowsAreHidden,
    says: () =>
      'Row-level security hides rows of eventing.outbox from this role. Disable it (alter table eventing.outbox disable row level security).',
  },
  {
    isBroken: ({ cachedPositions }) => cachedPositions !== 1,
    says: ({ cachedPositions }) =>
      `The sequence eventing.outbox_position caches ${cachedPositions} values per session, so positions are taken out of order. ` +
      'Run: alter sequence eventing.outbox_position cache 1, and reconnect every client.',
  },
  {
    isBroken: ({ increment, cycles }) => increment !== 1 || cycles,
    says: () =>
      'The sequence eventing.outbox_position must count up by 1 and never start again. Run: alter sequence eventing.outbox_position increment 1 no cycle.',
  },
  {
    isBroken: ({ takesTransactionIdFirst }) => !takesTransactionIdFirst,
    says: () =>
      'The trigger take_transaction_id on eventing.outbox is missing, disabled or changed, so a position may be taken before its transaction has an id. ' +
      'Create it as the migration Outbox1700000000001 does, with "enable always".',
  },
  {
    isBroken: ({ highestPosition, lastTakenPosition }) => (highestPosition ?? 0) > lastTakenPosition,
    says: ({ highestPosition, lastTakenPosition }) =>
      `The sequence eventing.outbox_position stands at ${lastTakenPosition}, behind position ${highestPosition}: new events would be taken for old ones. ` +
      `Run: select setval('eventing.outbox_position', ${highestPosition}).`,
  },
];
