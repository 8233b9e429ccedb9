/**
 * So many messages go before those that are measured, of the framework and of what it is measured against: Node compiles what
 * runs often while it runs, and the first second of a process says little of its day.
 */
export const WARM_UP = 5_000;
