import { isProduction } from './is-production';

describe('production', () => {
  it.each([undefined, '', ' ', 'production', 'staging', 'Development', 'prod'])(
    'is wherever NODE_ENV is %p',
    (NODE_ENV) => expect(isProduction({ NODE_ENV })).toBe(true),
  );

  it.each(['development', 'test', ' test '])('is not where NODE_ENV is %p', (NODE_ENV) =>
    expect(isProduction({ NODE_ENV })).toBe(false),
  );
});
