/**
 * The provider gave no answer; whether it did what it was asked to is not known. Worth another try later, with the same
 * reference.
 */
export class ProviderUnavailable extends Error {
  /** @param tries how often it was called; 0 when it is left alone for a while and was not called at all */
  constructor(
    call: string,
    private readonly tries: number,
    error: unknown,
  ) {
    const why = error instanceof Error ? error.message : String(error);
    super(
      `The payment provider did not answer "${call}" (${tries === 1 ? '1 try' : `${tries} tries`}): ${why}`,
      { cause: error },
    );
    this.name = 'ProviderUnavailable';
  }

  get wasCalled(): boolean {
    return this.tries > 0;
  }
}

/** It took the call and has not answered within the time limit. */
export class NoAnswerInTime extends Error {
  constructor(limit: string) {
    super(`nothing came within ${limit}`);
    this.name = 'NoAnswerInTime';
  }
}
