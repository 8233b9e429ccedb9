const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { repository } = require('../../../../tools/repository');

jest.setTimeout(120_000);

/** Nobody is there to answer a question. @param {string[]} args */
function nest(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'nest.js'), ...args], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, output: stdout + stderr };
}

describe('npx nest, with closed standard input', () => {
  it('generates a microservice', () => {
    const { status, output } = nest('g', 'microservice', 'NobodyHasThisName', '--dry-run');
    expect(output).toContain('CREATE apps/nobody-has-this-name/src/main.ts');
    expect(output).toContain('npm run docs');
    expect(status).toBe(0);
  });

  it('generates what Nest has, too', () => {
    const { status, output } = nest('generate', 'service', 'prices', '--dry-run');
    expect(output).toContain('CREATE apps/orders/src/prices/prices.service.ts');
    expect(status).toBe(0);
  });

  it('ends with 1 when a schematic refuses', () => {
    const { status, output } = nest('g', 'microservice', 'orders', '--dry-run');
    expect(output).toContain('There is a service orders already');
    expect(status).toBe(1);
  });

  it('ends with 1 when there is no such schematic', () => {
    expect(nest('g', 'macroservice', 'orders', '--dry-run').status).toBe(1);
  });
});

describe('package.json', () => {
  it('makes it what npx runs', () => {
    const { bin } = require('../../../../package.json');
    expect(path.resolve(repository, bin.nest)).toBe(path.join(__dirname, 'nest.js'));
  });
});
