const { ExplainedError } = require('../explained-error');
const { services } = require('../services');
const { isFree } = require('../servers/ports');

/**
 * The port of each service: of its variable, else its default.
 *
 * @param {NodeJS.ProcessEnv} [env] @returns {Map<string, number>} service → port
 * @throws {ExplainedError} naming the variable that is wrong
 */
function readPorts(env = process.env) {
  /** @type {Map<string, number>} */
  const ports = new Map();
  for (const { name, port: usual, portVariable } of services) {
    const port = env[portVariable] ? Number(env[portVariable]) : usual;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new ExplainedError(`${portVariable} must be a port from 1 to 65535, not "${env[portVariable]}".`);
    }
    const [twin] = [...ports].find(([, taken]) => taken === port) ?? [];
    if (twin)
      throw new ExplainedError(`${name} and ${twin} would both get port ${port}: change ${portVariable}.`);
    ports.set(name, port);
  }
  return ports;
}

/**
 * @param {Map<string, number>} ports service → port
 * @throws {ExplainedError} naming each port that another program holds, and how to take another
 */
async function checkPortsAreFree(ports) {
  const taken = [];
  for (const { name, portVariable } of services) {
    const port = ports.get(name) ?? 0;
    if (await isFree(port, { everywhere: true })) continue;
    taken.push(
      `Port ${port}, which ${name} needs, is taken. Stop what listens there, or choose another port:`,
    );
    taken.push(`  ${portVariable}=${port < 65_000 ? port + 100 : port - 100} npm start`);
  }
  if (taken.length > 0) throw new ExplainedError(taken.join('\n'));
}

module.exports = { checkPortsAreFree, readPorts };
