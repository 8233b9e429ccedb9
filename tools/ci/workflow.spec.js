const fs = require('node:fs');
const path = require('node:path');
const { CORE_SCHEMA, load, mergeTag } = require('js-yaml');
const { repository } = require('../repository');
const { services } = require('../services');
const { readArguments } = require('../testing/arguments');
const {
  actionsArePinned,
  applicationsBuilt,
  commandsExist,
  filesExist,
  outputsAreSet,
  stepsOf,
} = require('./workflow-rules');

/** @typedef {import('./workflow-rules').Workflow} Workflow */

/** @param {string} file @returns {any} */
const read = (file) =>
  load(fs.readFileSync(path.join(repository, file), 'utf8'), { schema: CORE_SCHEMA.withTags(mergeTag) });

/** @returns {Workflow} */
const workflow = () => read('.github/workflows/ci.yml');

/** @param {string} name @param {Workflow} [within] */
function job(name, within = workflow()) {
  const found = within.jobs[name];
  if (!found) throw new Error(`The workflow has no job ${name}.`);
  return found;
}

/** @type {[string, import('./workflow-rules').Rule, Record<string, [(workflow: Workflow) => unknown, string]>][]} */
const RULES = [
  [
    'uses actions that nobody can change',
    actionsArePinned,
    {
      'a tag': [
        (one) => Object.assign(job('check', one).steps[0] ?? {}, { uses: 'actions/checkout@v4' }),
        'Step 1 of check uses actions/checkout@v4, which is not pinned by a commit.',
      ],
    },
  ],
  [
    'runs what is there',
    commandsExist,
    {
      'a script': [
        (one) => job('check', one).steps.push({ run: 'npm run lint' }),
        'runs the script lint, which package.json does not have.',
      ],
      'a program': [
        (one) => job('test', one).steps.push({ run: 'sudo sh tools/install.sh all' }),
        'needs tools/install.sh, which does not exist.',
      ],
      'a file of Compose': [
        (one) => job('check', one).steps.push({ run: 'docker compose -f docker/shop.yaml config' }),
        'needs docker/shop.yaml, which does not exist.',
      ],
    },
  ],
  [
    'hands over files that are there',
    filesExist,
    {
      'the version of Node.js': [
        (one) =>
          Object.assign(job('check', one).steps[1]?.with ?? {}, { 'node-version-file': '.node-version' }),
        'Step 2 of check needs .node-version, which does not exist.',
      ],
    },
  ],
  [
    'reads only outputs that are set',
    outputsAreSet,
    {
      'of a job that it does not wait for': [
        (one) => delete job('image', one).needs,
        'image reads the output names of applications, which it does not have.',
      ],
      'of another name': [
        (one) => (job('applications', one).outputs = { apps: '${{ steps.read.outputs.names }}' }),
        'image reads the output names of applications, which it does not have.',
      ],
      'of no step': [
        (one) => Object.assign(job('applications', one).steps[1] ?? {}, { id: 'list' }),
        'The output names of applications is set by no step.',
      ],
    },
  ],
];

describe.each(RULES)('the workflow %s', (_, rule, breaches) => {
  it('now', () => expect(rule(workflow())).toEqual([]));

  it.each(Object.entries(breaches))('or it would be told: %s', (_breach, [spoil, message]) => {
    const spoilt = workflow();
    spoil(spoilt);
    expect(rule(spoilt)).toContainEqual(expect.stringContaining(message));
  });
});

describe('the workflow', () => {
  /** @param {string} name */
  const commands = (name) => job(name).steps.flatMap(({ run }) => run ?? []);

  it('says for each action which version the commit is', () => {
    const text = fs.readFileSync(path.join(repository, '.github/workflows/ci.yml'), 'utf8');
    const uses = text.split('\n').filter((line) => /\buses: /.test(line));
    expect(uses.length).toBe(stepsOf(workflow()).filter(({ step }) => step.uses).length);
    for (const line of uses) expect(line).toMatch(/@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('checks, builds and tests before every merge', () => {
    expect(Object.keys(workflow().on)).toEqual(expect.arrayContaining(['push', 'pull_request']));
    expect(commands('check')).toEqual(expect.arrayContaining(['npm run check', 'npm run build']));
    expect(commands('test')).toContain('npm test -- --${{ matrix.kind }}');
  });

  it('runs all kinds of tests that there are', () => {
    const { projects } = require('../../jest.config');
    const kinds = /** @type {string[]} */ (job('test').strategy?.matrix.kind);
    expect([...kinds].sort()).toEqual(
      projects.map((/** @type {{ displayName: string }} */ project) => project.displayName).sort(),
    );
    for (const kind of kinds)
      expect(readArguments([`--${kind}`]).jestArguments.slice(0, 2)).toEqual(['--selectProjects', kind]);
  });

  it('tests with the servers of docker/compose.yaml, at the addresses that it tells the tests', () => {
    const { services: servers } = read('docker/compose.yaml');
    const { services: containers = {}, env = {} } = job('test');
    expect(Object.entries(containers).map(([name, { image }]) => [name, image])).toEqual([
      ['postgres', servers.postgres.image],
      ['rabbitmq', servers.rabbitmq.image],
    ]);
    expect(env.DATABASE_URL).toBe('postgres://postgres:postgres@127.0.0.1:5432/postgres');
    expect(env.RABBITMQ_URL).toBe('amqp://guest:guest@127.0.0.1:5672');
    expect(containers).toMatchObject({
      postgres: { env: { POSTGRES_PASSWORD: 'postgres' }, ports: ['5432:5432'] },
      rabbitmq: { ports: ['5672:5672'] },
    });
  });

  it('runs on the version of Node.js that is developed with', () => {
    const set = stepsOf(workflow()).filter(({ step }) => step.uses?.startsWith('actions/setup-node@'));
    expect(set.length).toBeGreaterThan(0);
    for (const { step } of set) expect(step.with).toMatchObject({ 'node-version-file': '.nvmrc' });
  });

  it('builds an image of every application', () => {
    expect(applicationsBuilt(workflow())).toEqual(services.map(({ name }) => name));
    const { strategy, steps } = job('image');
    expect(strategy?.matrix).toEqual({ application: '${{ fromJSON(needs.applications.outputs.names) }}' });
    const build = steps.find(({ uses }) => uses?.startsWith('docker/build-push-action@'));
    expect(build?.with).toMatchObject({
      file: 'docker/Dockerfile',
      'build-args': 'APP=${{ matrix.application }}',
    });
  });

  it('has Docker Compose read all profiles that docker/compose.yaml has', () => {
    /** @type {{ profiles?: string[] }[]} */
    const all = Object.values(read('docker/compose.yaml').services);
    const profiles = new Set(all.flatMap((service) => service.profiles ?? []));
    const command = commands('check').find((run) => run.includes('docker compose')) ?? '';
    const named = [...command.matchAll(/--profile (\w+)/g)].map(([, profile]) => profile);
    expect(named.sort()).toEqual([...profiles].sort());
  });

  it('may read the repository, and nothing else', () => {
    expect(workflow().permissions).toEqual({ contents: 'read' });
    expect(stepsOf(workflow()).filter(({ step }) => step.uses?.startsWith('actions/checkout@')).length).toBe(
      Object.keys(workflow().jobs).length,
    );
    for (const { step } of stepsOf(workflow()))
      if (step.uses?.startsWith('actions/checkout@'))
        expect(step.with).toEqual({ 'persist-credentials': false });
  });
});
