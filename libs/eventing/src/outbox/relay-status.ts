/** How the relay of one process is doing. */
export interface RelayStatus {
  /** `active`: it relays. `standby`: another process does. `waiting`: it cannot now, `detail` says why, and it keeps trying. */
  role: 'active' | 'standby' | 'waiting' | 'stopped';
  detail?: string;
  /** How far it has read, and what it still waits for below: gaps it asks for, gaps of long transactions. */
  lastPosition: number;
  openGaps: number;
  parkedGaps: number;
  /** Events the broker confirmed since this process started, repeated ones included; those of them that no queue took. */
  published: number;
  unroutable: number;
  /** Types that used to reach a queue in the time of this process and now reach none: somebody misses events. */
  lostListeners: string[];
  /** The age of the oldest event that is being sent, in ms; only while there is one. */
  backlogOldestAgeMs?: number;
}
