/** The least that every service has to be told, with addresses where nobody is: for tests that need settings and no servers. */
export const NEEDED_SETTINGS = {
  NODE_ENV: 'test',
  DATABASE_URL: 'postgres://nobody@localhost/none',
  AUTH_ISSUER: 'urn:test:issuer',
  AUTH_AUDIENCE: 'warren-test',
  AUTH_JWKS_URL: 'http://localhost:1/jwks',
};
