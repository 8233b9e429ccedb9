const { services } = require('../services');
const { databaseUrls } = require('./databases');

describe('the databases of the services', () => {
  it('are one each on the server that was found, with its login and options', () => {
    const urls = databaseUrls('postgres://me:p%40ss@db.example:6000/postgres?sslmode=require', {});
    expect([...urls.keys()]).toEqual(services.map(({ name }) => name));
    for (const [name, url] of urls)
      expect(url).toBe(`postgres://me:p%40ss@db.example:6000/warren_${name}?sslmode=require`);
  });

  it('are taken from their variables where these are set', () => {
    const urls = databaseUrls('postgres://a/postgres', { ORDERS_DATABASE_URL: 'postgres://b/mine' });
    expect(urls.get('orders')).toBe('postgres://b/mine');
    expect(urls.get('users')).toBe('postgres://a/warren_users');
  });
});
