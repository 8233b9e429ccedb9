const { ExplainedError } = require('../explained-error');
const { INSTANCE_VARIABLE, instanceName, portOf } = require('../instance');
const { services } = require('../services');
const { isFree } = require('../servers/ports');

/**
 * The port of each service: of its variable, else its default in this instance.
 *
 * @param {NodeJS.Dict<string>} [env] @returns {Map<string, number>} service → port
 * @throws {ExplainedError} naming the variable that is wrong
 */
function readPorts(env = process.env) {
  /** @type {Map<string, number>} */
  const ports = new Map();
  const instance = instanceName(env);
  for (const { name, port: usual, portVariable } of services) {
    const port = env[portVariable] ? Number(env[portVariable]) : portOf(usual, instance);
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
 * @throws {ExplainedError} naming each port that another program holds, and how to run beside it
 */
async function checkPortsAreFree(ports) {
  const taken = [];
  const others = [];
  for (const { name, portVariable } of services) {
    const port = ports.get(name) ?? 0;
    if (await isFree(port, { everywhere: true })) continue;
    taken.push(`Port ${port}, which ${name} needs, is taken.`);
    others.push(`${portVariable}=${port < 65_000 ? port + 100 : port - 100}`);
  }
  if (taken.length > 0) throw new ExplainedError([...taken, ...waysOut(others)].join('\n'));
}

/** @param {string[]} others settings of ports that may be free */
function waysOut(others) {
  const instance = instanceName(process.env);
  return [
    'If another Warren listens there, stop it, or give this one a name, and with it ports, databases and queues of its own:',
    `  ${INSTANCE_VARIABLE}=${instance ? `${instance.slice(0, 29)}-2` : 'second'} npm start`,
    'If it is another program, stop it, or choose other ports. (Ports alone do not part two Warrens: they would share',
    'databases and queues, as replicas do.)',
    `  ${others.join(' ')} npm start`,
  ];
}

module.exports = { checkPortsAreFree, readPorts };
