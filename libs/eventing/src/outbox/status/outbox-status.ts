import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OUTBOX_PARTITIONS, OUTBOX_STATUS } from '../sql/status.sql';
import { partitionsOf, type OutboxPartition, type PartitionRow } from './outbox-partition';

/** Beyond it a backlog is only said to be larger. */
const COUNTED_AT_MOST = 100_000;

/** How the outbox of a service is doing, whichever of its processes relays. */
export interface OutboxReport {
  /** The position up to which events have been sent, as the relay has last noted it, and when it did; 0 before it ever did. */
  relayedTo: number;
  checkpointAt: Date | null;
  /** The position of the newest event; null while there is none. */
  lastPosition: number | null;
  backlog: {
    /** Events that are stored and not sent. */
    events: number;
    /** There are more than `events`: counting was given up there. */
    isMore: boolean;
    /** When the oldest of them was stored, and how long ago that is by the clock of the database; null without any. */
    oldestAt: Date | null;
    oldestAgeMs: number | null;
  };
  relay: {
    /** The process that relays, as `host/process id/random id`; null when none does. */
    holder: string | null;
    /** How much longer its lease is good for, in ms; below 0 it has run out, and the next process that asks gets it. */
    leaseMs: number | null;
  };
  gaps: {
    /** Gaps between positions that are asked for in every read, and how many positions they are made of. */
    open: number;
    positions: number;
    /** Gaps that wait for long transactions to end. */
    parked: number;
  };
  /** By position; the last one takes what fits nowhere else. */
  partitions: OutboxPartition[];
}

interface StatusRow {
  relayedTo: number;
  checkpointAt: Date | null;
  lastPosition: number | null;
  backlog: number;
  oldestAt: Date | null;
  oldestAgeMs: number | null;
  openGaps: number;
  positionsInGaps: number;
  parkedGaps: number;
  holder: string | null;
  leaseMs: number | null;
}

/**
 * Tells how the outbox is doing by what is in the database, so that any process can, also while none relays.
 *
 * @example const { backlog, relay } = await app.get(OutboxStatus).read();
 */
@Injectable()
export class OutboxStatus {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes some milliseconds, however large the outbox is. @throws whatever keeps the database from answering. */
  async read(): Promise<OutboxReport> {
    const [row] = await this.dataSource.query<[StatusRow]>(OUTBOX_STATUS, [COUNTED_AT_MOST + 1]);
    const partitions = await this.dataSource.query<PartitionRow[]>(OUTBOX_PARTITIONS);
    return reportOf(row, partitionsOf(partitions));
  }
}

function reportOf(row: StatusRow, partitions: OutboxPartition[]): OutboxReport {
  const { relayedTo, checkpointAt, lastPosition, oldestAt, oldestAgeMs, holder, leaseMs } = row;
  return {
    ...{ relayedTo, checkpointAt, lastPosition },
    backlog: {
      events: Math.min(row.backlog, COUNTED_AT_MOST),
      isMore: row.backlog > COUNTED_AT_MOST,
      ...{ oldestAt, oldestAgeMs },
    },
    relay: { holder, leaseMs: holder === null ? null : leaseMs },
    gaps: { open: row.openGaps, positions: row.positionsInGaps, parked: row.parkedGaps },
    partitions,
  };
}
