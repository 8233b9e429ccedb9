const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { stripVTControlCharacters } = require('node:util');
const { repository } = require('../../../../tools/repository');
const { waitUntil } = require('../../../../tools/servers/wait-until');

jest.setTimeout(180_000);

const WITHIN_MS = 120_000;
const MICROSERVICE = 'npx nest g microservice NobodyHasThisName --dry-run';
const OF_NEST = 'npx nest g service prices --dry-run';
const QUESTION = 'Which project';

/** Where npx notes which program this repository has. @type {string} */
let cache;
beforeAll(() => void (cache = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-npx-'))));
afterAll(() => fs.rmSync(cache, { recursive: true, force: true }));

/**
 * Types a line into a shell, answers the question of Nest's command line if there is an answer, and waits for the end: not for ever, and then
 * it says what was printed.
 *
 * @param {string} line @param {{ answer?: string }} [options]
 */
async function typed(line, { answer } = {}) {
  const child = spawn('bash', ['-c', line], {
    cwd: repository,
    env: { ...process.env, npm_config_cache: cache, npm_config_update_notifier: 'false' },
    detached: true, // a group: npx, nest and the schematic end together
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output += stripVTControlCharacters(String(chunk))));
  let isOver = false;
  child.once('close', () => (isOver = true));
  /** @param {() => boolean} condition @param {string} what */
  const until = (condition, what) =>
    waitUntil(condition, {
      timeoutMs: WITHIN_MS,
      message: () => `${line}: ${what} not within ${WITHIN_MS / 1_000} s. It has printed:\n${output}`,
    });
  try {
    if (answer !== undefined) {
      await until(() => isOver || output.includes(QUESTION), 'it asks');
      child.stdin.write(answer);
    }
    await until(() => isOver, 'it ends');
  } finally {
    if (!isOver && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
  return { code: child.exitCode, output };
}

describe.each([
  ['empty', '< /dev/null'],
  ['closed', '<&-'],
])('npx nest, with standard input that is %s', (_how, redirection) => {
  it('generates a microservice, and asks nothing', async () => {
    const { code, output } = await typed(`${MICROSERVICE} ${redirection}`);
    expect(output).toContain('CREATE apps/nobody-has-this-name/src/main.ts');
    expect(output).not.toContain(QUESTION);
    expect(code).toBe(0);
  });

  it('generates what Nest has, in the default application', async () => {
    const { code, output } = await typed(`${OF_NEST} ${redirection}`);
    expect(output).toContain('CREATE apps/orders/src/prices/prices.service.ts');
    expect(code).toBe(0);
  });
});

/** A program's terminal that is none of ours: that of util-linux; BSD has another one of the same name. */
const { stdout: version } = spawnSync('script', ['--version'], { encoding: 'utf8' });
const hasScript = version?.includes('util-linux') === true;
/** @param {string} line */
const atTerminal = (line) => `script --quiet --return --command '${line}' /dev/null`;

(hasScript ? describe : describe.skip)(
  'npx nest, at a terminal (skipped without script of util-linux)',
  () => {
    it('generates a microservice, and asks nothing', async () => {
      const { code, output } = await typed(atTerminal(MICROSERVICE));
      expect(output).toContain('CREATE apps/nobody-has-this-name/src/main.ts');
      expect(output).not.toContain(QUESTION);
      expect(code).toBe(0);
    });

    it('asks for which application what Nest has is to be generated, and takes the answer', async () => {
      const { code, output } = await typed(atTerminal(OF_NEST), { answer: '\r' });
      expect(output).toContain(QUESTION);
      expect(output).toMatch(/CREATE apps\/[a-z-]+\/src\/prices\/prices\.service\.ts/);
      expect(code).toBe(0);
    });
  },
);
