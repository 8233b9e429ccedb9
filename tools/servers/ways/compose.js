const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');
const { freePorts, isFree } = require('../ports');
const { repository } = require('../../repository');
const { reasonOf } = require('../way');

const COMPOSE_FILE = path.join(repository, 'docker', 'compose.yaml');
const MINUTE = 60_000;

/** @param {string[]} args @param {number} timeout @param {Record<string, string>} [env] @returns {Promise<string>} */
async function docker(args, timeout, env = {}) {
  const { stdout } = await promisify(execFile)('docker', args, { timeout, env: { ...process.env, ...env } });
  return stdout.trim();
}

/** @param {string[]} args @param {number} timeout @param {Record<string, string>} [env] */
const compose = (args, timeout = MINUTE, env = {}) =>
  docker(['compose', '-f', COMPOSE_FILE, ...args], timeout, env);

/** @returns {Promise<string | undefined>} why Docker can't be used, undefined where it can */
async function whyNoDocker() {
  try {
    await docker(['version', '--format', '{{.Server.Version}}'], 10_000);
    await docker(['compose', 'version'], 10_000);
    return undefined;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return code === 'ENOENT' ? 'Docker is not installed' : 'no Docker engine answers';
  }
}

/**
 * The variables by which docker/compose.yaml lets its ports be moved: RABBITMQ_PORT_15672 and the like.
 *
 * @param {import('../server-kind').ServerKind} kind @returns {Promise<Record<string, string>>}
 */
async function portVariables(kind) {
  /** @type {Record<string, string>} */
  const variables = {};
  for (const inside of kind.composePorts) {
    const outside = (await isFree(inside)) ? inside : (await freePorts(1))[0];
    variables[`${kind.key.toUpperCase()}_PORT_${inside}`] = String(outside);
  }
  return variables;
}

/** @param {import('../server-kind').ServerKind} kind */
async function publishedUrl(kind) {
  const [inside] = kind.composePorts;
  const published = await compose(['port', kind.key, String(inside)]);
  const url = kind.composeUrl(Number(published.split(':').pop()));
  await kind.greet(url);
  return url;
}

/** What Docker says itself is worth more than "command failed". @param {unknown} error */
function dockersReason(error) {
  const { stderr = '' } = /** @type {{ stderr?: string }} */ (error);
  return stderr.trim().split('\n').pop() || reasonOf(error);
}

/**
 * @param {import('../server-kind').ServerKind} kind @param {import('../way').Progress} progress
 * @returns {Promise<import('../way').Found>}
 */
async function startContainer(kind, progress) {
  progress.update('starting its container (the first time its image is pulled)');
  const stop = async () => void (await compose(['stop', kind.key], 2 * MINUTE));
  try {
    await compose(['up', '--detach', '--wait', kind.key], 10 * MINUTE, await portVariables(kind));
    return { url: await publishedUrl(kind), how: 'container of docker/compose.yaml', stop };
  } catch (error) {
    await stop(); // it may have come up, but not well
    throw error;
  }
}

/** @type {import('../way').Way} */
const dockerCompose = {
  name: 'docker compose',
  async find(kind, progress) {
    const why = await whyNoDocker();
    if (why) return { why };
    try {
      const running = await compose(['ps', '--status', 'running', '--quiet', kind.key]);
      if (!running) return await startContainer(kind, progress);
      return { url: await publishedUrl(kind), how: 'container of docker/compose.yaml, still running' };
    } catch (error) {
      return { surprising: true, why: `docker compose could not start it (${dockersReason(error)})` };
    }
  },
};

/**
 * The address of the container, where it runs already.
 *
 * @param {import('../server-kind').ServerKind} kind @returns {Promise<string | undefined>}
 */
async function runningContainer(kind) {
  if (await whyNoDocker()) return undefined;
  const running = await compose(['ps', '--status', 'running', '--quiet', kind.key]);
  return running ? publishedUrl(kind) : undefined;
}

module.exports = { dockerCompose, runningContainer };
