const { services } = require('../services');
const { freePorts } = require('../servers/ports');
const { createDatabases, databaseUrls } = require('./databases');

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

  it.each(['nonsense', 'mysql://x', 'postgres:///warren'])(
    'are not taken from a variable that says %s',
    (url) => {
      expect(() => databaseUrls('postgres://a/postgres', { USERS_DATABASE_URL: url })).toThrow(
        'USERS_DATABASE_URL is not an address of PostgreSQL. It looks like postgres://',
      );
    },
  );

  it('are told with service, place, reason and variable when they cannot be created, and without their password', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const [port] = await freePorts(1);
    const failure = await createDatabases(
      new Map([['users', `postgres://me:secret@127.0.0.1:${port}/shop`]]),
    ).catch((error) => error);
    log.mockRestore();
    expect(failure).toMatchObject({ name: 'ExplainedError' });
    expect(failure.message).toMatch(
      new RegExp(
        `"shop" of users on 127.0.0.1:${port} can be neither .* created: .*ECONNREFUSED[^]*USERS_DATABASE_URL`,
      ),
    );
    expect(failure.message).not.toContain('secret');
  });
});
