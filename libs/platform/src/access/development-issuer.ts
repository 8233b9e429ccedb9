/**
 * Who signs the tokens of `npm start` and `npm run token` (tools/issuer). Anybody on the machine can have such a token for the asking,
 * so no service takes one in production.
 */
export const DEVELOPMENT_ISSUER = 'urn:warren:development-issuer';

/** How the names of its keys begin. */
export const DEVELOPMENT_KEY = 'development-';
