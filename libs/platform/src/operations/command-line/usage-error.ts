/** The command was not written as it must be: nothing was done, and the message says how it is written. Ends with 2. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}
