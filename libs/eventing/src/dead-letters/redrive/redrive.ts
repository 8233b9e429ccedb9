import type { DeadLetterFilter, DeadLetterStatus } from '../dead-letter';
import { EventingError } from '../../message/errors';

/** Nothing is sent round again: nothing matches, or nothing of what matches can be sent. The message says what and why. */
export class NothingToRedriveError extends EventingError {}

/** What was asked for cannot be done as it was asked. */
export class RedriveRequestError extends EventingError {}

/** Who wants something done with dead letters; kept in their history. */
export interface Requester {
  /** A person's name or address, or whatever the caller knows of who it is. */
  actor: string;
  /** Why. */
  reason?: string;
}

/** How dead letters are to be sent round again. */
export interface RedriveOptions extends Requester {
  /**
   * In steps: `true` for 1, 5, 50, 500, 500, … or sizes of one's own, the last of which repeats. A step begins when the one
   * before is handled; when messages fail again, it stops. Default: all at once, whatever fails.
   */
  ramp?: boolean | readonly number[];
  /** How many may fail again before a ramp stops. Default 0. */
  tolerated?: number;
  /** The consumer to send them to, when it is not the one that gave up on them; a stray needs one. */
  to?: string;
}

/**
 * How something that was to be sent round again is getting on.
 *
 * - `running`: some of it is still to be sent, or to be handled.
 * - `finished`: everything was handled or discarded, or failed again where that does not stop it.
 * - `stopped`: messages failed again; what was not sent by then is parked as before.
 * - `cancelled`: somebody ended it; likewise.
 */
export type RedriveStatus = 'running' | 'finished' | 'stopped' | 'cancelled';

/** A request to send dead letters round again, and what has become of them. */
export interface Redrive {
  id: string;
  status: RedriveStatus;
  actor: string;
  reason: string | null;
  ramped: boolean;
  /** The step it is at, of so many; 1 of 1 when all are sent at once. */
  step: number;
  steps: number;
  /** How many letters it was asked for; those in line behind a letter that it does not include are not among them. */
  letters: number;
  handled: number;
  failed: number;
  discarded: number;
  /** With the consumer, or about to be sent to it. */
  underWay: number;
  /** Of later steps, or never sent because it was ended. */
  waiting: number;
  requestedAt: Date;
  endedAt: Date | null;
  /** Why it ended before it was finished. */
  endedBecause: string | null;
  /** Why it is not getting on just now, by one example; null while nothing is known to be in the way. */
  problem: string | null;
}

const USUAL_STEPS = [1, 5, 50, 500];

/** @throws RedriveRequestError saying what is wrong with them. */
export function checkedSteps(ramp: RedriveOptions['ramp']): number[] | undefined {
  if (!ramp) return undefined;
  const steps = ramp === true ? USUAL_STEPS : [...ramp];
  if (steps.length > 0 && steps.every((size) => Number.isInteger(size) && size > 0)) return steps;
  throw new RedriveRequestError(
    `The steps of a ramp are whole numbers from 1, like 1, 5, 50; not ${steps.join(', ') || 'none'}.`,
  );
}

/** @throws RedriveRequestError when nobody is named: a history without names answers no question. */
export function checkedActor({ actor }: Requester): string {
  if (actor.trim()) return actor.trim();
  throw new RedriveRequestError('Say who asks for it: it is kept in the history of each dead letter.');
}

/** @throws RedriveRequestError when the filter names others than those that it can be done to, so that nobody believes it was done to them. */
export function refuseStatuses(
  { status }: DeadLetterFilter,
  possible: readonly DeadLetterStatus[],
  what: string,
): void {
  const others = (status ?? []).filter((one) => !possible.includes(one));
  if (others.length > 0)
    throw new RedriveRequestError(`${what} (${possible.join(', ')}), not what is ${others.join(' or ')}.`);
}
