/** The time-outs of one saga that should have been handled by now. */
export interface OverdueTimeouts {
  saga: string;
  count: number;
  /** Of the one that was due first. */
  key: string;
  name: string;
  dueAt: Date;
  sends: number;
  isParked: boolean;
}

/** The overdue time-outs of a saga that this process does not have. */
export interface AbandonedTimeouts {
  saga: string;
  count: number;
}

/** For people: while versions run side by side, another process may have the saga; later nobody has. */
export function abandonedInWords({ saga, count }: AbandonedTimeouts): string {
  const how = count === 1 ? '1 time-out is' : `${count} time-outs are`;
  return (
    `${saga}: ${how} overdue, and this version of the service has no saga of that name. If it was renamed, give it its old name back; ` +
    `if it was removed, delete what it left: delete from eventing.sagas where name = '${saga}'.`
  );
}

/** For people: how many there are, and what has become of the oldest. */
export function overdueInWords(overdue: OverdueTimeouts): string {
  const { saga, count, key, name, dueAt } = overdue;
  const how = count === 1 ? '1 time-out is' : `${count} time-outs are`;
  const oldest = count === 1 ? 'It is' : 'The oldest is';
  return `${saga}: ${how} overdue. ${oldest} "${name}" of ${key}, due at ${dueAt.toISOString()}: ${fateOf(overdue)}`;
}

function fateOf({ saga, sends, isParked }: OverdueTimeouts): string {
  if (isParked) return `the saga failed to handle it, and it was parked; see the dead letters of ${saga}.`;
  if (sends === 0) return "it could not be sent to the saga's queue yet.";
  const times = sends === 1 ? 'once' : `${sends} times`;
  return `it was sent ${times}, and has not been handled; see how long the saga's queue is, and its retries. It will be sent again.`;
}
