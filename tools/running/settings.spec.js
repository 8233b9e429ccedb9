const { services } = require('../services');
const { settingsForTryingOut } = require('./settings');

describe('the settings for trying out', () => {
  it('are those of every service and its own', () => {
    expect(settingsForTryingOut('orders', [])).toEqual({
      DATABASE_POOL_SIZE: '6',
      STOCK_WITHIN: '30s',
      PAYMENT_WITHIN: '10s',
    });
    expect(settingsForTryingOut('users', [])).toEqual({ DATABASE_POOL_SIZE: '6' });
  });

  it('give way to what is set anywhere, but not to what is set to nothing', () => {
    const chosen = [{ PAYMENT_WITHIN: '15m', STOCK_WITHIN: ' ' }, { DATABASE_POOL_SIZE: '20' }];
    expect(settingsForTryingOut('orders', chosen)).toEqual({ STOCK_WITHIN: '30s' });
  });

  it('leave a PostgreSQL of a hundred connections room for others', () => {
    const pools = services.map(({ name }) => Number(settingsForTryingOut(name, []).DATABASE_POOL_SIZE));
    expect(pools.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(50);
  });
});
