const nestCli = require('../nest-cli.json');
const { services } = require('./services');

describe('the table of services', () => {
  it('names exactly the applications of nest-cli.json', () => {
    const applications = Object.entries(nestCli.projects)
      .filter(([, { type }]) => type === 'application')
      .map(([name]) => name);
    expect(services.map(({ name }) => name).sort()).toEqual(applications.sort());
  });

  it('gives each a port, variables and a database of its own', () => {
    for (const key of /** @type {const} */ (['port', 'portVariable', 'databaseVariable', 'database'])) {
      expect(new Set(services.map((service) => service[key])).size).toBe(services.length);
    }
    expect(services[0]).toEqual({
      name: 'users',
      port: 3001,
      portVariable: 'USERS_PORT',
      databaseVariable: 'USERS_DATABASE_URL',
      database: 'warren_users',
    });
  });
});
