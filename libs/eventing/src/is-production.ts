const FOR_A_PERSON = ['development', 'test'];

/**
 * Whether what is for development alone is refused: shared users of the broker, the known master key, tokens that anybody can have.
 * It is, unless the environment says otherwise: a setting that somebody forgot must not open the doors.
 *
 * @example isProduction({}) // true
 * @example isProduction({ NODE_ENV: 'development' }) // false
 */
export function isProduction({ NODE_ENV }: { readonly NODE_ENV?: string }): boolean {
  return !FOR_A_PERSON.includes(NODE_ENV?.trim() ?? '');
}
