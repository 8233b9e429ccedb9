/** An operation could not be done, for a reason that its message tells the person who asked. Ends with 1. */
export class OperationFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperationFailed';
  }
}
