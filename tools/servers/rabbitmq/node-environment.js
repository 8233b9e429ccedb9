const fs = require('node:fs');
const path = require('node:path');

/**
 * @typedef {{ amqp: number, distribution: number, epmd: number }} NodePorts
 * @typedef {{ ca: string, cert: string, key: string }} NodeTls paths of PEM files by which its starter gets in
 * @typedef {{ dir: string, ports: NodePorts, settings?: Record<string, string | number>, tls?: NodeTls, plugins?: string[], name?: string, home?: string, startWithinMs?: number }} NodePlan
 *   name: of a node in a cluster; home: the folder that its nodes have in common, with their cookie; startWithinMs: default two minutes
 */

/** Nodes that are no cluster have a port mapper each, so one name is enough. @param {Pick<NodePlan, 'name'>} plan */
const fullNameOf = ({ name = 'warren' }) => `${name}@localhost`;

/**
 * Everything a node would otherwise take from the system's own RabbitMQ (its name, cookie, data, log, plugins and
 * the port mapper of Erlang) points into the node's own folder, and nothing is inherited that could steer it.
 *
 * @param {NodePlan} plan
 * @returns {NodeJS.ProcessEnv}
 */
function nodeEnvironment(plan) {
  const { dir, home = dir, ports, tls } = plan;
  const { PATH, LANG = 'C.UTF-8', TMPDIR } = process.env;
  return {
    PATH,
    LANG,
    TMPDIR,
    HOME: home, // the cookie
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_FLAGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_NODENAME: fullNameOf(plan),
    // For a listener without TLS; where there is none, its settings say so.
    ...(tls ? {} : { RABBITMQ_NODE_PORT: String(ports.amqp), RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1' }),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_MNESIA_BASE: path.join(dir, 'data'),
    RABBITMQ_LOG_BASE: path.join(dir, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(dir, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: path.join(dir, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: path.join(dir, 'advanced.config'),
    RABBITMQ_CONF_ENV_FILE: path.join(dir, 'rabbitmq-env.conf'),
    RABBITMQ_PID_FILE: path.join(dir, 'beam-process-id'),
    // Several nodes on few cores: bound to the same ones they would wait for each other.
    RABBITMQ_SCHEDULER_BIND_TYPE: 'u',
  };
}

/** @param {NodePlan} plan */
function writeConfiguration({ dir, ports, settings = {}, tls, plugins = [] }) {
  fs.mkdirSync(dir, { recursive: true });
  const listener = tls ? { 'listeners.tcp': 'none', 'listeners.ssl.default': `127.0.0.1:${ports.amqp}` } : {};
  const all = { 'disk_free_limit.absolute': '50MB', ...settings, ...listener };
  const lines = Object.entries(all).map(([key, value]) => `${key} = ${value}\n`);
  fs.writeFileSync(path.join(dir, 'rabbitmq.conf'), lines.join(''));
  fs.writeFileSync(path.join(dir, 'rabbitmq-env.conf'), '');
  fs.writeFileSync(path.join(dir, 'enabled_plugins'), `[${plugins.join(',')}].\n`);
}

module.exports = { fullNameOf, nodeEnvironment, writeConfiguration };
