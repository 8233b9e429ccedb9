const { databaseUrls } = require('./prepare/databases');
const { readPorts } = require('./running/ports');
const { settingsForTryingOut } = require('./running/settings');
const { instanceName, portOf } = require('./instance');
const { services } = require('./services');

const SERVER = 'postgres://postgres@127.0.0.1:5432/postgres';

describe('an instance with a name', () => {
  const second = { WARREN_INSTANCE: 'ada-2' };

  it('has databases of its own', () => {
    const urls = databaseUrls(SERVER, second);
    expect(urls.get('users')).toBe('postgres://postgres@127.0.0.1:5432/warren_ada_2_users');
    const usual = new Set(databaseUrls(SERVER, {}).values());
    expect([...urls.values()].filter((url) => usual.has(url))).toEqual([]);
  });

  it('has names of its own on the broker', () => {
    for (const { name } of services)
      expect(settingsForTryingOut(name, [second])).toMatchObject({ EVENTING_NAMESPACE: 'ada-2' });
    expect(settingsForTryingOut('users', [])).not.toHaveProperty('EVENTING_NAMESPACE');
  });

  it('has ports of its own, the same ones each time', () => {
    const ports = readPorts(second);
    expect(readPorts(second)).toEqual(ports);
    const all = [
      ...ports.values(),
      ...readPorts({}).values(),
      ...readPorts({ WARREN_INSTANCE: 'b' }).values(),
    ];
    expect(new Set(all).size).toBe(3 * services.length);
  });

  it.each(['a', 'second', 'x'.repeat(31), '0', 'warren-preview-7'])(
    'has ports that are no others’ (%s)',
    (name) => {
      for (const { port } of services) {
        expect(portOf(port, name)).toBeGreaterThanOrEqual(10_000);
        expect(portOf(port, name)).toBeLessThan(20_000);
      }
    },
  );

  it('gives way to what is set for a service by itself', () => {
    const env = {
      ...second,
      USERS_PORT: '4001',
      USERS_DATABASE_URL: 'postgres://b/mine',
      EVENTING_NAMESPACE: 'x',
    };
    expect(readPorts(env).get('users')).toBe(4001);
    expect(databaseUrls(SERVER, env).get('users')).toBe('postgres://b/mine');
    expect(settingsForTryingOut('users', [env])).not.toHaveProperty('EVENTING_NAMESPACE');
  });

  it.each(['Second', 'a b', '-a', 'x'.repeat(32), 'a_b', 'ä'])('cannot be called "%s"', (name) => {
    expect(() => instanceName({ WARREN_INSTANCE: name })).toThrow(
      `WARREN_INSTANCE must be 1 to 31 lower-case letters, digits and hyphens, not "${name}"`,
    );
  });

  it.each(['', '  ', undefined])('is the usual one when its name is %p', (name) => {
    expect(instanceName({ WARREN_INSTANCE: name })).toBeUndefined();
  });
});
