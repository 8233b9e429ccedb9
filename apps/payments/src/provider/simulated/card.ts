/** What the simulated provider knows of the cards behind tokens. */
export type Card = 'tok_success' | 'tok_declined' | 'tok_timeout' | 'tok_lost_capture' | 'tok_flaky';

const CARDS: readonly string[] = [
  'tok_success',
  'tok_declined',
  'tok_timeout',
  'tok_lost_capture',
  'tok_flaky',
] satisfies Card[];

/** Undefined for a token that the provider never gave out. */
export function cardOf(token: string): Card | undefined {
  return CARDS.includes(token) ? (token as Card) : undefined;
}

/** Why a charge on this card is declined, undefined if it is not. */
export function declineReasonOf(card: Card | undefined): string | null {
  if (card === undefined) return 'The card is not known to the provider.';
  return card === 'tok_declined' ? 'There are insufficient funds on the card.' : null;
}
