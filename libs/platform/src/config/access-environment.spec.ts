import { DEVELOPMENT_ISSUER } from '../access/development-issuer';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { readConfig } from './service-config';

const read = (env: NodeJS.ProcessEnv) => readConfig('orders', { ...NEEDED_SETTINGS, ...env });
const production = (env: NodeJS.ProcessEnv) =>
  read({ NODE_ENV: 'production', AUTH_ISSUER: 'https://id.example.com', ...env });

describe('the settings of who may send requests', () => {
  it.each(['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL'])('has no default for %s', (name) => {
    expect(() => read({ [name]: '' })).toThrow(new RegExp(`${name} +is missing. Example: ${name}=`));
  });

  it('takes the development issuer, and keys over plain http, while developing', () => {
    const env = { AUTH_ISSUER: DEVELOPMENT_ISSUER, AUTH_JWKS_URL: 'http://keys.internal/jwks' };
    expect(read(env)).toMatchObject({ ...env, isProduction: false });
  });

  it.each([undefined, ''])(
    'is strict where NODE_ENV is %p: nobody has said that it is for development',
    (NODE_ENV) => {
      expect(() => read({ NODE_ENV, AUTH_ISSUER: DEVELOPMENT_ISSUER })).toThrow(
        /AUTH_ISSUER +must be your identity/,
      );
    },
  );

  it('refuses the development issuer in production, and says why', () => {
    expect(() => production({ AUTH_ISSUER: DEVELOPMENT_ISSUER })).toThrow(
      /AUTH_ISSUER +must be your identity provider, for in production nobody takes tokens of the development issuer \(NODE_ENV=development does\), not "urn/,
    );
  });

  it.each(['http://keys.internal/jwks', 'http://localhost.example.com/jwks', 'file:///keys', 'keys'])(
    'refuses keys at %s in production: who is on the way could change them',
    (AUTH_JWKS_URL) => {
      expect(() => production({ AUTH_JWKS_URL })).toThrow(/AUTH_JWKS_URL +must be an address like https:/);
    },
  );

  it.each([
    'https://id.example.com/jwks',
    'http://localhost:8080/jwks',
    'http://127.0.0.1/jwks',
    'http://[::1]/',
  ])('takes keys at %s in production', (AUTH_JWKS_URL) =>
    expect(production({ AUTH_JWKS_URL })).toMatchObject({ AUTH_JWKS_URL }),
  );

  it('reads origins from a list, and knows none unless they are named', () => {
    expect(read({}).CORS_ORIGINS).toBeUndefined();
    const CORS_ORIGINS = 'https://shop.example.com, http://localhost:5173';
    expect(read({ CORS_ORIGINS }).CORS_ORIGINS).toEqual([
      'https://shop.example.com',
      'http://localhost:5173',
    ]);
  });

  it.each([
    '*',
    'shop.example.com',
    'https://shop.example.com/',
    'null',
    'https://a.example,,https://b.example',
  ])('refuses the origins %s', (CORS_ORIGINS) =>
    expect(() => read({ CORS_ORIGINS })).toThrow(/CORS_ORIGINS +must be origins/),
  );
});
