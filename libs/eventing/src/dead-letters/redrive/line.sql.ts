/** Not done with: it keeps the later ones of its aggregate waiting. */
export const IS_OPEN = (letter: string): string => `${letter}.status in ('parked', 'requested', 'sent')`;

/** Two letters of one aggregate for one consumer. A letter without a partition key stands in no line. */
export const SAME_LINE = (one: string, other: string): string => `
  coalesce(${one}.target, ${one}.consumer) = coalesce(${other}.target, ${other}.consumer)
  and ${one}.source = ${other}.source and ${one}.partition_key = ${other}.partition_key`;

/** The place in the line. Where events are not numbered, it is the order in which they were parked. */
export const PLACE = (letter: string): string => `(coalesce(${letter}.sequence, 0), ${letter}.id)`;

/** The letter of the same line that has to be handled, or discarded, before this one. */
export const WAITS_FOR = (letter: string): string => `(
  select earlier.id from eventing.dead_letters earlier
  where ${SAME_LINE('earlier', letter)} and ${IS_OPEN('earlier')} and ${PLACE('earlier')} < ${PLACE(letter)}
  order by coalesce(earlier.sequence, 0), earlier.id limit 1)`;
