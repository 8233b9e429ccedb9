const { databaseUrls } = require('./databases');

describe('the databases of the services', () => {
  it('are one each on the server that was found, with its login and options', () => {
    const urls = databaseUrls('postgres://me:p%40ss@db.example:6000/postgres?sslmode=require', {});
    expect(Object.fromEntries(urls)).toEqual({
      users: 'postgres://me:p%40ss@db.example:6000/warren_users?sslmode=require',
      inventory: 'postgres://me:p%40ss@db.example:6000/warren_inventory?sslmode=require',
      orders: 'postgres://me:p%40ss@db.example:6000/warren_orders?sslmode=require',
    });
  });

  it('are taken from their variables where these are set', () => {
    const urls = databaseUrls('postgres://a/postgres', { ORDERS_DATABASE_URL: 'postgres://b/mine' });
    expect(urls.get('orders')).toBe('postgres://b/mine');
    expect(urls.get('users')).toBe('postgres://a/warren_users');
  });
});
