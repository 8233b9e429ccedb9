const path = require('node:path');
const { isFree } = require('../ports');
const { installedRabbitMq } = require('../installed');
const { warrenFolder } = require('../private-folder');
const { greetAnyRabbitMq } = require('./handshake');
const { newPlan, startNode, stopNode, urlOf } = require('./private');

/** @param {string} folder @param {Record<string, number>} [last] the ports of the time before, kept where free */
async function planFor(folder, last = {}) {
  const plan = await newPlan(folder);
  const free = await Promise.all(Object.values(last).map((port) => isFree(port)));
  return free.every(Boolean) ? { ...plan, ports: { ...plan.ports, ...last } } : plan;
}

/** @type {import('../server-kind').ServerKind} */
const rabbitmq = {
  name: 'RabbitMQ',
  key: 'rabbitmq',
  variable: 'RABBITMQ_URL',
  protocols: ['amqp:', 'amqps:'],
  example: 'amqp://user:password@host:5672',
  defaultPort: 5672,
  composePorts: [5672, 15672],
  packages: ['rabbitmq-server'],
  localUrls: () => [urlOf(5672)],
  composeUrl: urlOf,
  greet: greetAnyRabbitMq,
  isInstalled: () => installedRabbitMq() !== undefined,
  privateFolder: () => path.join(warrenFolder(), 'rabbitmq'),
  async startPrivate(folder, last) {
    const plan = await planFor(folder, last);
    const pids = await startNode(plan);
    return { url: urlOf(plan.ports.amqp), ports: { ...plan.ports }, pids };
  },
  stopPrivate: ({ pids }) => stopNode(pids),
};

module.exports = { rabbitmq };
