const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { SmallShop } = require('../map/fixture');
const { accessFileOf } = require('./access-file');
const { rolesOf } = require('./roles');
const { scriptOf } = require('./script');

describe('the roles of PostgreSQL', () => {
  /** @type {SmallShop} */
  let shop;
  beforeEach(() => (shop = new SmallShop()));
  afterEach(() => shop.remove());

  /** @param {string} [namespace] */
  const roles = (namespace) => rolesOf(shop.system(), namespace);

  it('are two for each service, which share its database', () => {
    expect(roles()).toEqual([
      { service: 'orders', database: 'orders', runtime: 'orders', migrator: 'orders_migrator' },
      { service: 'shipping', database: 'shipping', runtime: 'shipping', migrator: 'shipping_migrator' },
    ]);
  });

  it('have the namespace in all their names', () => {
    expect(roles('t1')[0]).toMatchObject({ database: 't1.orders', migrator: 't1.orders_migrator' });
  });

  it('are refused when PostgreSQL would cut their names', () => {
    expect(() => roles('x'.repeat(50))).toThrow(/orders_migrator" is too long .* 63 bytes/);
  });

  it('are told apart from the shell, and quoted for SQL', () => {
    const script = scriptOf(roles("it's"));
    expect(script).toContain(String.raw`service 'it'\''s.orders' 'it'\''s.orders' 'it'\''s.orders_migrator'`);
    const sql = script
      .split('\n')
      .filter((line) => /runtime|migrator/.test(line) && !/^(#|service)/.test(line));
    for (const line of sql.filter((one) => !/psql|PASSWORD|-v /.test(one)))
      expect(line).toMatch(/:['"](runtime|migrator)['"]/);
  });

  it('may log in to their own database over TLS, and nowhere else', () => {
    const lines = accessFileOf(roles())
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(lines).toEqual([
      'local all postgres peer',
      'hostssl "orders" "orders","orders_migrator" all scram-sha-256',
      'hostssl "shipping" "shipping","shipping_migrator" all scram-sha-256',
    ]);
  });

  it('need a password each, where a folder of passwords is named', () => {
    const folder = fs.mkdtempSync(path.join(tmpdir(), 'warren-roles-'));
    try {
      const script = path.join(folder, 'roles.sh');
      fs.writeFileSync(script, scriptOf(roles()));
      fs.writeFileSync(path.join(folder, 'orders'), 'secret');
      const run = () => execFileSync('sh', [script, folder], { stdio: 'pipe', encoding: 'utf8' });
      expect(run).toThrow(/There is no password for orders_migrator: .*orders_migrator is missing or empty/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('are compared by npm run check', () => {
    shop.run();
    expect(shop.run('--check').status).toBe(0);
    const file = 'docker/postgres/roles.sh';
    shop.write(file, shop.read(file).replace('nosuperuser', 'superuser'));
    expect(shop.run('--check').stderr).toContain(`${file} is not what the code says`);
  });
});
