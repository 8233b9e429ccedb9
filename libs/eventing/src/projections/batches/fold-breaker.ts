import type { IncomingMessage } from '../../broker/broker';
import type { ConsumptionBreaker } from '../../handlers/breaker/consumption-breaker';
import { PermanentError } from '../../message/errors';
import type { FoldOutcome, RefusedEvent } from '../fold';
import { FoldError } from '../projection-errors';
import type { StreamEvent } from '../streams/stream-event';

/** The folds fail for everything: the transaction was undone, and nothing of it is parked. */
export class EverythingFailsError extends Error {
  /**
   * @param failed the messages whose events failed.
   * @param parked those of the same batch that were parked before it was known: they are dealt with.
   */
  constructor(
    readonly failed: ReadonlySet<IncomingMessage>,
    cause: unknown,
    readonly parked: ReadonlySet<IncomingMessage> = new Set(),
  ) {
    super('The folds fail for everything.', { cause });
  }

  /** The same, of a batch some of whose messages were parked, and committed, before. */
  butParked(parked: ReadonlySet<IncomingMessage>): EverythingFailsError {
    return new EverythingFailsError(this.failed, this.cause, parked);
  }
}

/** What the folds of one transaction came to, told by names of events. */
interface FoldTally {
  succeeded: string[];
  failed: string[];
  error: unknown;
}

/** As many names of events are remembered that were put back. */
const MOST_REMEMBERED = 10_000;

/**
 * Tells a projection's breaker how its folds fare. A fold that fails for everything is a mistake in the code, or a migration that
 * is missing: then its events are not parked but wait until it is mended.
 */
export class FoldBreaker {
  /** Failed once already, and were put back. When the breaker has closed since, others succeed: then it is they that are bad. */
  private readonly putBack = new Set<string>();

  constructor(private readonly breaker?: ConsumptionBreaker) {}

  /**
   * To be asked before the commit.
   *
   * @throws EverythingFailsError
   */
  check(due: readonly StreamEvent[], outcome: FoldOutcome): void {
    if (!this.breaker || outcome.parked.length === 0) return;
    const tally = this.tallyOf(due, outcome);
    if (tally.failed.length === 0) return;
    const begun = this.breaker.begin();
    if (!this.breaker.wouldPause(begun, tally)) return;
    this.breaker.record(begun, { succeeded: [], failed: tally.failed }, tally.error);
    this.remember(tally.failed);
    const failed = outcome.parked.filter(({ error }) => isAboutFolds(error));
    throw new EverythingFailsError(new Set(failed.flatMap(({ event }) => event.message ?? [])), tally.error);
  }

  /** After the commit. */
  committed(due: readonly StreamEvent[], outcome: FoldOutcome): void {
    if (!this.breaker) return;
    const { succeeded, failed, error } = this.tallyOf(due, outcome);
    if (succeeded.length + failed.length === 0) return;
    this.breaker.record(this.breaker.begin(), { succeeded, failed }, error);
    outcome.parked.forEach(({ event }) => this.putBack.delete(nameOf(event)));
    succeeded.forEach((name) => this.putBack.delete(name));
  }

  private tallyOf(due: readonly StreamEvent[], { gates, parked }: FoldOutcome): FoldTally {
    const isClosed = this.breaker?.isClosed;
    const counted = parked.filter(
      ({ event, error }) => isAboutFolds(error) && !(isClosed && this.putBack.has(nameOf(event))),
    );
    const succeeded = due.filter(
      ({ stream, sequence, step }) => step && sequence <= (gates.get(stream) ?? 0),
    );
    return {
      succeeded: succeeded.map(nameOf),
      failed: counted.map(({ event }) => nameOf(event)),
      error: counted.at(-1)?.error,
    };
  }

  private remember(names: readonly string[]): void {
    for (const name of names) this.putBack.add(name);
    for (const name of this.putBack) {
      if (this.putBack.size <= MOST_REMEMBERED) return;
      this.putBack.delete(name);
    }
  }
}

/** What the payload or the place of the event is to blame for says nothing of the folds. */
function isAboutFolds(error: RefusedEvent['error']): boolean {
  return error instanceof FoldError || !(error instanceof PermanentError);
}

function nameOf({ stream, sequence, isSnapshot }: StreamEvent): string {
  return `${stream}#${sequence}${isSnapshot ? ' snapshot' : ''}`;
}
