/** What a command ends with. */
export const EXIT = {
  /** It was done. */
  fine: 0,
  /** It could not be done, or what it looked at is not well. */
  failed: 1,
  /** The command was not understood, and nothing was done. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
