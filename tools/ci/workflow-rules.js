const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { scripts } = require('../../package.json');
const { repository } = require('../repository');

/**
 * As much of a workflow as the rules look at.
 *
 * @typedef {{ id?: string, name?: string, uses?: string, run?: string, with?: Record<string, unknown> }} Step
 * @typedef {{ image: string }} ServiceContainer
 * @typedef {object} Job
 * @property {Step[]} steps
 * @property {string} [needs]
 * @property {{ matrix: Record<string, unknown> }} [strategy]
 * @property {Record<string, ServiceContainer>} [services]
 * @property {Record<string, string>} [outputs]
 * @property {Record<string, string>} [env]
 *
 * @typedef {{ on: Record<string, unknown>, permissions?: Record<string, string>, jobs: Record<string, Job> }} Workflow
 *
 * @typedef {(workflow: Workflow) => string[]} Rule one message for each thing that is wrong
 */

/** @param {Workflow} workflow @returns {{ where: string, step: Step }[]} */
function stepsOf({ jobs }) {
  return Object.entries(jobs).flatMap(([job, { steps }]) =>
    steps.map((step, index) => ({ where: `Step ${index + 1} of ${job}`, step })),
  );
}

/** @type {Rule} */
const actionsArePinned = (workflow) =>
  stepsOf(workflow)
    .filter(({ step }) => step.uses !== undefined && !/^[\w-]+\/[\w-]+@[\da-f]{40}$/.test(step.uses))
    .map(({ where, step }) => `${where} uses ${step.uses}, which is not pinned by a commit.`);

/** What a command names of this repository: scripts of npm, programs of node and sh, files of Compose. @type {Rule} */
const commandsExist = (workflow) =>
  stepsOf(workflow).flatMap(({ where, step: { run = '' } }) => [
    ...[...run.matchAll(/\bnpm (?:run ([\w:-]+)|(test))/g)]
      .map(([, script, test]) => script ?? test ?? '')
      .filter((script) => !(script in scripts))
      .map((script) => `${where} runs the script ${script}, which package.json does not have.`),
    ...[...run.matchAll(/(?:\bnode|\bsh| -f) ([\w.-]+\/[\w./-]+)/g)]
      .map(([, file = '']) => file)
      .filter((file) => !fs.existsSync(path.join(repository, file)))
      .map((file) => `${where} needs ${file}, which does not exist.`),
  ]);

/** @type {Rule} */
const filesExist = (workflow) =>
  stepsOf(workflow).flatMap(({ where, step }) =>
    ['node-version-file', 'file', 'context']
      .flatMap((input) => step.with?.[input] ?? [])
      .filter((file) => !fs.existsSync(path.join(repository, String(file))))
      .map((file) => `${where} needs ${String(file)}, which does not exist.`),
  );

/** An output that nobody sets is empty, and so would be the matrix: nothing is built, and all is green. @type {Rule} */
const outputsAreSet = ({ jobs }) =>
  Object.entries(jobs).flatMap(([name, job]) => {
    const wanted = [...JSON.stringify(job).matchAll(/needs\.([\w-]+)\.outputs\.(\w+)/g)];
    return [
      ...(job.needs && !(job.needs in jobs)
        ? [`${name} needs the job ${job.needs}, which does not exist.`]
        : []),
      ...wanted
        .filter(([, other = '', output = '']) => job.needs !== other || !jobs[other]?.outputs?.[output])
        .map(
          ([, other, output]) => `${name} reads the output ${output} of ${other}, which it does not have.`,
        ),
      ...Object.entries(job.outputs ?? {}).flatMap(([output, value]) => {
        const [, id, key] = /steps\.([\w-]+)\.outputs\.(\w+)/.exec(value) ?? [];
        const step = job.steps.find((each) => each.id === id);
        return step?.run?.includes(`${key}=`) && step.run.includes('GITHUB_OUTPUT')
          ? []
          : [`The output ${output} of ${name} is set by no step.`];
      }),
    ];
  });

/** What the job `applications` finds, as its command finds it. @param {Workflow} workflow @returns {string[]} */
function applicationsBuilt(workflow) {
  const { run = '' } = workflow.jobs.applications?.steps.find(({ id }) => id === 'read') ?? {};
  const [, program = ''] = /\$\(node (\S+)\)/.exec(run) ?? [];
  return JSON.parse(execFileSync(process.execPath, [program], { cwd: repository, encoding: 'utf8' }));
}

module.exports = { actionsArePinned, applicationsBuilt, commandsExist, filesExist, outputsAreSet, stepsOf };
