/** Matches every event that is not confidential: theirs are two words, `order-placed.v1`. */
export const EVERY_PUBLIC_EVENT = '*.*';

/**
 * Under which key an event is published on `<service>.events`: `order-placed.v1`. A confidential one has a word more,
 * `confidential.payment-requested.v1`, so that only who names it gets it, and not who asks for everything.
 */
export function routingKeyFor(event: string, version: number, isConfidential: boolean): string {
  const key = `${event}.v${version}`;
  return isConfidential ? `confidential.${key}` : key;
}
