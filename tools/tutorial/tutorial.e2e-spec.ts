import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository';
import { RepositoryCopy } from '../testing/repository-copy';
import { AnotherShop } from './another-shop';
import { generateMore, SERVICES } from './more-services';
import { differenceOf } from './output';
import { stepsOf, type Command, type Step } from './page';
import { RunningShop } from './running-shop';
import { Terminal } from './terminal';
import { applyChange, writeFile } from './write';

jest.setTimeout(3_600_000);

const { DATABASE_URL: serverUrl = 'postgres://postgres@127.0.0.1:5432/postgres' } = process.env;
const LONG = { withinMs: 1_200_000 };

/**
 * What of `npm run check` sees the difference that the page makes: the rest of it is about packages, or would look for minutes at files that are
 * as they were (docs/decisions/0232).
 */
const CHECKS = [
  'node tools/docs.js --check',
  'node tools/check/directions.js',
  'npx tsc --noEmit -p .',
  'changed=$(git ls-files --modified --others --exclude-standard)',
  'npx prettier --check --ignore-unknown $changed',
  'npx eslint $(grep -E \'\\.(ts|js)$\' <<< "$changed")',
];

/** Somebody who walks the page in a copy of the repository, with a shop of their own. */
class Walk {
  readonly copy = new RepositoryCopy();
  private readonly terminal: Terminal;
  private running: RunningShop | undefined;

  private constructor(private readonly shop: AnotherShop) {
    this.terminal = new Terminal(this.copy.root, shop.environment(this.copy.root));
  }

  static async begin(): Promise<Walk> {
    return new Walk(await AnotherShop.free());
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'file') writeFile(this.copy.root, step);
    else if (step.kind === 'change') applyChange(this.copy.root, step);
    else if (isCheck(step)) await this.check();
    else if (isStart(step)) this.compare(step, await this.start(step));
    else this.compare(step, await this.type(step.text));
  }

  private async check(): Promise<void> {
    for (const command of CHECKS) await this.type(`${command}\n`);
  }

  /** What the next command that needs it would do, for all services. */
  build(): Promise<string> {
    return this.type(`node tools/tutorial/reuse-build.js ${repository}\n`);
  }

  /** @returns what it has printed @throws Error where it fails */
  async type(text: string): Promise<string> {
    const { code, output } = await this.terminal.type(this.shop.typed(text), LONG);
    if (code !== 0) throw new Error(`${text}has ended with ${code}. It has printed:\n${output}`);
    return output;
  }

  private async start({ text }: Command): Promise<string> {
    this.running = new RunningShop(text, this.copy.root, this.shop.environment(this.copy.root));
    await this.running.started(LONG);
    return this.running.output;
  }

  private compare({ text, output = '…', line }: Command, printed: string): void {
    const difference = differenceOf(output, withoutMore(this.shop.shown(printed)));
    if (difference)
      throw new Error(`docs/tutorial.md, line ${line}: ${text}${difference}. It has printed:\n${printed}`);
  }

  /** @returns all that the shop has printed, to its end */
  async stop(): Promise<string> {
    await this.running?.interrupt();
    return this.running?.output ?? '';
  }

  async end(): Promise<void> {
    await this.running?.interrupt();
    await this.terminal.close();
    await this.shop.dropDatabases(serverUrl);
    this.copy.remove();
  }
}

/** Without the services that are no part of the page. */
function withoutMore(printed: string): string {
  const names = SERVICES.join('|');
  return printed
    .replace(new RegExp(`, (warren_)?(${names}|${names.replaceAll('-', '_')})\\b`, 'g'), '')
    .split('\n')
    .filter((line) => !new RegExp(`\\b(${names})\\b`).test(line))
    .join('\n');
}

const page = stepsOf(readFileSync(join(repository, 'docs', 'tutorial.md'), 'utf8'));
const isDocs = (step: Step) => step.kind === 'command' && step.text === 'npm run docs\n';
const isCheck = (step: Step) => step.kind === 'command' && step.text === 'npm run check\n';
const isStart = (step: Step) => step.kind === 'command' && step.text === 'npm start\n';

/** Who has walked the page in this repository, and kept it, cannot do so again. */
const isWalked = existsSync(join(repository, 'apps', 'shipping'));

(isWalked ? describe.skip : describe)('the tutorial', () => {
  let walk: Walk;
  beforeAll(async () => void (walk = await Walk.begin()));
  afterAll(() => walk?.end(), 120_000);

  it('ends with an order that is shipped', () => {
    expect(page.at(-1)).toMatchObject({ output: expect.stringContaining('"status":"shipped"') });
  });

  it('does what the page says, and gets what it shows', async () => {
    for (const step of page) {
      if (isDocs(step)) await generateMore(walk.copy.root);
      if (isStart(step))
        await walk.type(`npm test -- ${SERVICES.map((name) => `apps/${name}/`).join(' ')}\n`);
      await walk.take(step);
      if (isCheck(step)) await walk.build();
    }
    expect(await walk.stop()).toContain('every service has finished what it had begun');
  });
});
