import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { readConfig } from '../../libs/platform/src/config/service-config';
import { configOf } from '../../k8s/test/config-of';
import { trustingSettings } from '../../tools/issuer/settings';
import { postgres } from '../../tools/servers/postgres';
import { rabbitmq } from '../../tools/servers/rabbitmq';
import { services } from '../../tools/services';
import { settingsForTryingOut } from '../../tools/running/settings';
import { DOCKER, environmentOf, portsOf, readComposeFile, type ComposeService } from './compose-file';

const file = readComposeFile();
const names = services.map(({ name }) => name);

const serviceCalled = (name: string): ComposeService => {
  const found = file.services[name];
  if (!found)
    throw new Error(`docker/compose.yaml has no service ${name}. npx nest g microservice enters new ones.`);
  return found;
};

describe('what is started without a profile', () => {
  const servers = [postgres, rabbitmq];

  it('are the two servers alone: npm start and npm test begin with them', () => {
    const always = Object.keys(file.services).filter((name) => !file.services[name]?.profiles);
    expect(always).toEqual(servers.map(({ key }) => key));
  });

  it.each(servers)(
    '$key has its ports where tools/servers looks for them, moved as it moves them',
    (kind) => {
      expect(
        portsOf(serviceCalled(kind.key)).map(({ inside, outside, variables }) => [
          inside,
          outside,
          variables,
        ]),
      ).toEqual(
        kind.composePorts.map((port) => [
          String(port),
          String(port),
          [`${kind.key.toUpperCase()}_PORT_${port}`],
        ]),
      );
    },
  );
});

describe('the shop', () => {
  it('has each application, and what migrates its database, and no other', () => {
    const built = Object.keys(file.services).filter((name) => serviceCalled(name).build?.args?.APP);
    expect(built.sort()).toEqual(names.flatMap((name) => [name, `${name}-migrate`]).sort());
  });

  it.each(services)('builds $name once for both, and migrates before it starts', ({ name }) => {
    const [service, migration] = [serviceCalled(name), serviceCalled(`${name}-migrate`)];
    for (const each of [service, migration]) {
      expect(each).toMatchObject({ profiles: ['shop'], build: { args: { APP: name } } });
      expect(each.image).toBe(service.image);
    }
    expect(service.image).toMatch(new RegExp(`^warren/${name}:`));
    expect([service.command, migration.command]).toEqual([undefined, ['migrate']]);
    const done = { condition: 'service_completed_successfully' };
    expect(service.depends_on).toMatchObject({ [`${name}-migrate`]: done, 'broker-users': done });
    expect(migration.depends_on).toMatchObject({ 'database-roles': done });
  });

  it.each(services)('has $name at its usual port, moved by its variable', ({ name, port, portVariable }) => {
    expect(portsOf(serviceCalled(name))).toEqual([
      { address: '127.0.0.1', outside: String(port), inside: '3000', variables: [portVariable] },
    ]);
    expect(environmentOf(serviceCalled(name)).PORT).toBe('3000');
    expect(serviceCalled(name).healthcheck?.test.join(' ')).toContain('http://127.0.0.1:3000/health/ready');
  });

  it.each(names)('tells %s what npm start tells it, and who makes its tokens', (name) => {
    const env = environmentOf(serviceCalled(name));
    const { AUTH_JWKS_URL, ...alike } = settingsForTryingOut(name, []);
    expect(env).toMatchObject(alike);
    expect(AUTH_JWKS_URL).toBe(trustingSettings({}).AUTH_JWKS_URL);
    const { port, pathname } = new URL(AUTH_JWKS_URL ?? '');
    expect(env.AUTH_JWKS_URL).toBe(`http://issuer:${port}${pathname}`);
  });

  it.each(names)('tells %s only settings that it knows, with values that it takes', (name) => {
    const env = environmentOf(serviceCalled(name));
    const config = readConfig(name, env, configOf(name));
    expect(config).toMatchObject({ NODE_ENV: 'development', TRUSTED_PUBLISHERS: 'named' });
    for (const variable of Object.keys(env)) expect(config).toHaveProperty(variable);
  });
});

describe('the rights of the shop', () => {
  const script = (path: string) => readFileSync(join(DOCKER, path), 'utf8');
  const roles = new Map(
    [...script('postgres/roles.sh').matchAll(/^service '([^']+)' '([^']+)' '([^']+)'$/gm)].map(
      ([, database = '', runtime = '', migrator = '']) => [database, { runtime, migrator }],
    ),
  );
  const { users: made } = JSON.parse(script('rabbitmq/definitions.json')) as { users: { name: string }[] };
  const users = made.map(({ name }) => name);
  /** Who logs in where. */
  const login = (url = '') => {
    const { username, password, host, pathname } = new URL(url);
    return { username, password, host, path: pathname.slice(1) };
  };
  const atPostgres = { password: 'warren', host: 'postgres:5432' };

  it.each(names)('has %s log in as its own role and user, and as nobody else', (name) => {
    const { DATABASE_URL, MIGRATION_DATABASE_URL, RABBITMQ_URL } = environmentOf(serviceCalled(name));
    expect(login(DATABASE_URL)).toEqual({ ...atPostgres, username: roles.get(name)?.runtime, path: name });
    expect(MIGRATION_DATABASE_URL).toBeUndefined();
    expect(users).toContain(login(RABBITMQ_URL).username);
    expect(login(RABBITMQ_URL)).toEqual({
      ...{ username: name, password: 'warren', host: 'rabbitmq:5672' },
      path: environmentOf(serviceCalled('broker-users')).VHOST,
    });
  });

  it.each(names)('has %s migrated by the role that owns its tables', (name) => {
    const env = environmentOf(serviceCalled(`${name}-migrate`));
    expect(login(env.MIGRATION_DATABASE_URL)).toEqual({
      ...{ ...atPostgres, username: roles.get(name)?.migrator },
      path: name,
    });
    expect(env.DATABASE_URL).toBe(environmentOf(serviceCalled(name)).DATABASE_URL);
  });

  it('takes one password for all of them from one variable', () => {
    const chosen = { SHOP_PASSWORD: 'another1' };
    for (const name of names) {
      const { MIGRATION_DATABASE_URL, RABBITMQ_URL } = environmentOf(
        serviceCalled(`${name}-migrate`),
        chosen,
      );
      expect([login(MIGRATION_DATABASE_URL).password, login(RABBITMQ_URL).password]).toEqual([
        'another1',
        'another1',
      ]);
    }
    for (const name of ['database-roles', 'broker-users'])
      expect(environmentOf(serviceCalled(name), chosen)).toMatchObject(chosen);
  });

  it("makes the broker's users with the node's own name, on its network and with its cookie", () => {
    const [node, maker] = [serviceCalled('rabbitmq'), serviceCalled('broker-users')];
    expect(node).toMatchObject({ hostname: 'warren' });
    expect(maker.environment?.RABBITMQ_NODENAME).toBe('rabbit@warren');
    expect(maker.network_mode).toBe('service:rabbitmq');
    expect(maker.volumes).toContain(`${node.volumes?.[0]}:ro`);
    expect(maker.image).toBe(node.image);
  });
});

describe('what Prometheus watches', () => {
  type Targets = { targets: string[]; labels: { service: string } }[];
  const targetsIn = (list: string) =>
    load(readFileSync(join(DOCKER, `observability/targets/${list}.yml`), 'utf8'));
  const expected = (hosts: Record<string, string>): Targets =>
    names.map((name) => ({ targets: [hosts[name] ?? ''], labels: { service: name } }));

  it('are the containers of the shop, where nothing else is said', () => {
    expect(serviceCalled('prometheus').volumes?.join()).toContain('targets/${WATCH:-shop}.yml');
    const hosts = Object.fromEntries(
      names.map((name) => [name, `${name}:${portsOf(serviceCalled(name))[0]?.inside}`]),
    );
    expect(targetsIn('shop')).toEqual(expected(hosts));
  });

  it('or what npm start runs', () => {
    const hosts = Object.fromEntries(
      services.map(({ name, port }) => [name, `host.docker.internal:${port}`]),
    );
    expect(targetsIn('host')).toEqual(expected(hosts));
  });
});
