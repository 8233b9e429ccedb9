/**
 * The provider gave no answer; whether it did what it was asked to is not known. Worth another try later, with the same
 * reference. The error behind it is told in words and not as a `cause`: that a provider cannot be reached would look as if
 * the service's own database could not, and the message would be held instead of tried again.
 */
export class ProviderUnavailable extends Error {
  constructor(call: string, tries: number, error: unknown) {
    const why = error instanceof Error ? error.message : String(error);
    super(
      `The payment provider did not answer "${call}" (${tries === 1 ? '1 try' : `${tries} tries`}): ${why}`,
    );
    this.name = 'ProviderUnavailable';
  }
}
