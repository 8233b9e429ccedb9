/**
 * So many events of one batch get a span, of the relay's as of a projection's: more than happen in a moment, unless a service has
 * fallen behind, and then a span for each would be a fifth of what it can do.
 */
export const TOLD_AT_MOST = 32;
