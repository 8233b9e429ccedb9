const { services } = require('../services');
const { settingsForTryingOut } = require('./settings');

const everyService = {
  NODE_ENV: 'development',
  DATABASE_POOL_SIZE: '6',
  RATE_LIMIT: '60000',
  AUTH_ISSUER: 'urn:warren:development-issuer',
  AUTH_AUDIENCE: 'warren',
  AUTH_JWKS_URL: 'http://127.0.0.1:3010/jwks.json',
};

describe('the settings for trying out', () => {
  it('trust the development issuer, unless somebody has chosen another', () => {
    const chosen = [{ AUTH_ISSUER: 'https://id.example.com' }];
    expect(Object.keys(settingsForTryingOut('users', chosen))).toEqual([
      'NODE_ENV',
      'DATABASE_POOL_SIZE',
      'RATE_LIMIT',
    ]);
  });

  it('are those of every service and its own', () => {
    expect(settingsForTryingOut('orders', [])).toEqual({
      ...everyService,
      STOCK_WITHIN: '30s',
      PAYMENT_WITHIN: '10s',
    });
    expect(settingsForTryingOut('users', [])).toEqual(everyService);
  });

  it('give way to what is set anywhere, but not to what is set to nothing', () => {
    const chosen = [{ PAYMENT_WITHIN: '15m', STOCK_WITHIN: ' ' }, { DATABASE_POOL_SIZE: '20' }];
    const { DATABASE_POOL_SIZE, ...others } = everyService;
    expect(settingsForTryingOut('orders', chosen)).toEqual({ ...others, STOCK_WITHIN: '30s' });
    expect(DATABASE_POOL_SIZE).toBe('6');
  });

  it('leave a PostgreSQL of a hundred connections room for others', () => {
    const pools = services.map(({ name }) => Number(settingsForTryingOut(name, []).DATABASE_POOL_SIZE));
    expect(pools.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(50);
  });
});
