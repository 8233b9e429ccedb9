const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { repository } = require('../../../../tools/repository');

jest.setTimeout(120_000);

/** Its answers to questions are in npx-nest.spec.js. @param {string[]} args */
function nest(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'nest.js'), ...args], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, output: stdout + stderr };
}

describe('what npx nest runs', () => {
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
