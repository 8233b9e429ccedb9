/** A line of what was measured, on the terminal: it is what the reader of a run wants to see, whether tests pass or not. */
export function tell(text: string): void {
  process.stdout.write(`    ${text}\n`);
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
