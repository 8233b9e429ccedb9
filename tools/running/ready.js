const { ExplainedError } = require('../explained-error');
const { SHOPKEEPER, bearer } = require('../issuer/tokens');
const { waitUntil } = require('../servers/wait-until');

const DEADLINE_MS = 90_000;

/**
 * @typedef {import('./service-process').ServiceProcess} ServiceProcess
 * @typedef {{ status: string, details?: Record<string, { status: string, role?: string }> }} Readiness
 */

/** @param {string} url @returns {Promise<Readiness>} */
async function readinessOf(url) {
  const response = await fetch(`${url}/health/ready`, {
    headers: await bearer(SHOPKEEPER), // the details are for operators
    signal: AbortSignal.timeout(5_000),
  });
  return /** @type {Promise<Readiness>} */ (response.json());
}

/**
 * Whether the service works: it serves requests, sends events and takes them. It may be degraded all the same by what has
 * been left over, time-outs in the dead letters, say: a restart mends none of it, and so must not wait for it.
 *
 * @param {Readiness} readiness
 */
function works({ status, details = {} }) {
  if (status !== 'ready' && status !== 'degraded') return false;
  const isUp = (/** @type {string} */ check) => (details[check]?.status ?? 'up') === 'up';
  return isUp('broker') && isUp('consumers') && details.relay?.role !== 'waiting';
}

/** What keeps a service from being ready, in words. @param {Readiness | undefined} readiness */
function whatIsMissing(readiness) {
  if (!readiness) return 'it does not answer on its port yet';
  const down = Object.entries(readiness.details ?? {}).filter(([, { status }]) => status !== 'up');
  return down
    .map(([check, { status, ...facts }]) => `${check} is ${status} ${JSON.stringify(facts)}`)
    .join('; ');
}

/** @param {ServiceProcess} service @param {string} what */
function gaveUp(service, what) {
  return new ExplainedError(`${service.name} ${what}. All it wrote is in ${service.logFile}`, {
    details: `  The last lines of ${service.name}:\n${service.lastLines()}`,
  });
}

/**
 * Waits until the service works: it is not only able to answer, but connected and consuming.
 *
 * @param {ServiceProcess} service @param {string} url
 * @returns {Promise<string | undefined>} what is not well with it nevertheless
 * @throws {ExplainedError} when it ends, or does not work in time: which check is missing, and what it wrote
 */
async function untilReady(service, url) {
  /** @type {Readiness | undefined} */
  let last;
  const polling = waitUntil(
    async () => {
      last = undefined;
      last = await readinessOf(url);
      return works(last);
    },
    {
      timeoutMs: DEADLINE_MS,
      everyMs: 100,
      message: () => `is not ready after ${DEADLINE_MS / 1_000} s: ${whatIsMissing(last)}`,
    },
  ).catch((error) => {
    throw gaveUp(service, error.message);
  });
  const dying = service.died().then(async () => {
    const { code, signal } = await service.exit;
    throw gaveUp(service, `ended while it started (${signal ?? `exit code ${code}`})`);
  });
  await Promise.race([polling, dying]);
  return whatIsMissing(last) || undefined;
}

module.exports = { readinessOf, untilReady, whatIsMissing, works };
