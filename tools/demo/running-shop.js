const { ExplainedError } = require('../explained-error');
const { INSTANCE_VARIABLE } = require('../instance');
const { SHOPKEEPER, bearer } = require('../issuer/tokens');
const { request } = require('../running/http');
const { readinessOf, whatIsMissing, works } = require('../running/ready');
const { services } = require('../services');

/**
 * @typedef {{ status: number, body: Record<string, any> }} Answer
 * @typedef {{ body?: unknown, expect: number[], headers?: Record<string, string>, by?: Identity }} Options by: who asks
 * @typedef {import('../issuer/tokens').Identity} Identity
 */

/** The system that somebody else has started, as its customers and operators reach it. */
class RunningShop {
  /** @type {Map<string, number>} */
  #ports;

  /** @param {Map<string, number>} ports service → port */
  constructor(ports) {
    this.#ports = ports;
  }

  /**
   * @param {Map<string, number>} ports service → port
   * @throws {ExplainedError} naming each service that does not answer, or is not ready, and what to do
   */
  static async find(ports) {
    const shop = new RunningShop(ports);
    const problems = await Promise.all(services.map(({ name }) => shop.#problemOf(name)));
    const found = problems.filter((problem) => problem !== undefined);
    if (found.length === 0) return shop;
    throw new ExplainedError(
      `${found.length === services.length ? 'The system is not running' : 'The system is not running as a whole'}:\n` +
        `${found.map((problem) => `  ${problem}`).join('\n')}\n` +
        'Run `npm start` first, in another terminal. If it was given a name or other ports, give them here, too: ' +
        `${INSTANCE_VARIABLE}=… npm run demo, ${services[0]?.portVariable}=… npm run demo`,
    );
  }

  /** @param {string} service @returns {Promise<string | undefined>} what keeps it from being used, if anything */
  async #problemOf(service) {
    const address = this.#addressOf(service);
    try {
      const readiness = await readinessOf(address);
      if (works(readiness)) return undefined;
      return `${service} at ${address} is not ready: ${whatIsMissing(readiness) || 'it does not say why'}`;
    } catch (error) {
      if (isNoJson(error)) return `${service}: what answers at ${address} is another program`;
      return `${service} does not answer at ${address}: ${reasonOf(error)}`;
    }
  }

  /** @param {string} service */
  #addressOf(service) {
    return `http://localhost:${this.#ports.get(service)}`;
  }

  /**
   * @param {string} method @param {string} service @param {string} path @param {Options} options
   * @returns {Promise<Answer>}
   * @throws {ExplainedError} for an answer that is not among the expected ones, and for none
   */
  async ask(method, service, path, { by = SHOPKEEPER, headers, ...options }) {
    try {
      const url = `${this.#addressOf(service)}${path}`;
      return await request(method, url, { ...options, headers: { ...headers, ...(await bearer(by)) } });
    } catch (error) {
      if (error instanceof ExplainedError) throw error;
      throw new ExplainedError(
        `${service} does not answer ${method} ${path}: ${reasonOf(error)}. Is \`npm start\` still running?`,
        { cause: error },
      );
    }
  }

  /** @param {string} service @param {string} path @param {Identity} [by] @returns {Promise<Record<string, any>>} */
  async look(service, path, by) {
    return (await this.ask('GET', service, path, { expect: [200], by })).body;
  }
}

/** `fetch` says no more than "fetch failed", its cause says why. @param {unknown} error */
function reasonOf(error) {
  const { message, cause } = /** @type {{ message: string, cause?: { code?: string, message?: string } }} */ (
    error
  );
  return cause?.code ?? cause?.message ?? message;
}

/** @param {unknown} error of reading JSON */
const isNoJson = (error) => /** @type {{ name?: string }} */ (error).name === 'SyntaxError';

module.exports = { RunningShop };
