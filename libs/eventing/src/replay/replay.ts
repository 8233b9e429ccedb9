import { EventingError } from '../message/errors';

/** A replay cannot be done as it was asked for; the message says why, and what can be done. */
export class ReplayRefusedError extends EventingError {}

/** A replay is done, or is being sent just now: there is nothing to resume. */
export class NothingToResumeError extends ReplayRefusedError {}

/** The process that sends a replay has lost its database. It can be resumed. */
export class ReplayInterruptedError extends EventingError {}

/** What to send round again. */
export interface ReplayRequest {
  /** The first position, or the time of the first event. Default: the oldest event that is kept. */
  from?: number | Date;
  /** The last position, or the time after the last event. Default: what has been relayed by now. */
  to?: number | Date;
  /** Only these, with their version (`orders.order-placed.v1`) or in all of them (`orders.order-placed`). */
  types?: readonly string[];
  /** Only those of one aggregate: its id, or its partition key (`order/0190…`). */
  aggregate?: string;
  /**
   * The one queue that gets them, instead of everybody who listens; `inventory.reserve-stock`. What its consumer takes must be
   * said with `types`, unless it is one of this service. Confidential events are sent there only when their type is named.
   */
  queue?: string;
  /**
   * Also what is older than inboxes remember: a handler handles it again, which is right for one that is new, or has lost
   * its effects. Only together with `queue`. Default false.
   */
  beyondInbox?: boolean;
  /** Default 1 000. */
  perSecond?: number;
  /** Who asks, for the record. */
  requestedBy?: string;
}

/** What somebody has done to a replay. */
export interface ReplayEvent {
  at: Date;
  what: 'stopped' | 'resumed';
  by: string;
}

/** A replay and how far it is. */
export interface Replay {
  id: string;
  /** `interrupted`: the process that was at it has died, or lost its database. It and `stopped` can be resumed. */
  state: 'running' | 'stopped' | 'interrupted' | 'done' | 'failed';
  /** Why it failed, or what it waits for. */
  detail: string | undefined;
  fromPosition: number;
  toPosition: number;
  /** Everything up to here has been looked at, and sent where it was asked for. */
  position: number;
  /** Confirmed by the broker; after an interruption some were sent twice. */
  sent: number;
  /** Those of them that no queue took. */
  unroutable: number;
  /** Left out because they are confidential, and their type was not named. */
  withheld: number;
  /** Of the way from the first position to the last, from 0 to 1. */
  share: number;
  request: ReplayRequest;
  /** What somebody has done to it since, the first first. */
  history: ReplayEvent[];
  requestedAt: Date;
  changedAt: Date;
}
