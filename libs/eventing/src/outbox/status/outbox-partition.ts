/** A part of the outbox that retention gives back as a whole. */
export interface OutboxPartition {
  name: string;
  /** The first position that belongs in it, and the first that does not any more; null for what fits nowhere else. */
  from: number | null;
  to: number | null;
  /** With its indexes. */
  bytes: number;
  /** As PostgreSQL estimates them; null where it has not looked yet. */
  estimatedRows: number | null;
}

export interface PartitionRow {
  name: string;
  bounds: string;
  bytes: number;
  estimatedRows: number;
}

/** In the order of their positions, the default partition last. */
export function partitionsOf(rows: PartitionRow[]): OutboxPartition[] {
  return rows.map(partitionOf).sort((a, b) => (a.from ?? Infinity) - (b.from ?? Infinity));
}

function partitionOf({ name, bounds, bytes, estimatedRows }: PartitionRow): OutboxPartition {
  const [, from, to] = /^FOR VALUES FROM \('?(\d+)'?\) TO \('?(\d+)'?\)$/.exec(bounds) ?? [];
  return {
    ...{ name, bytes },
    from: from === undefined ? null : Number(from),
    to: to === undefined ? null : Number(to),
    estimatedRows: estimatedRows < 0 ? null : estimatedRows,
  };
}
