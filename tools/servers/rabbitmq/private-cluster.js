const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { freePorts } = require('../ports');
const { temporaryFolder } = require('../private-folder');
const { watchOver } = require('../watchdog');
const { fullNameOf, writeConfiguration } = require('./node-environment');
const { endPortMapper, runNode, runPortMapper, runningNode } = require('./node-process');

/** @typedef {import('./node-environment').NodePlan} NodePlan */

/** They start side by side, on a machine that may have other things to do. */
const START_WITHIN_MS = 300_000;

/** How the nodes find each other, and what a cluster of three is to do when it is torn apart. @param {string[]} names */
function clusterSettings(names) {
  const nodes = names.map((name, index) => [`cluster_formation.classic_config.nodes.${index + 1}`, name]);
  return {
    'cluster_formation.peer_discovery_backend': 'classic_config',
    cluster_partition_handling: 'pause_minority',
    ...Object.fromEntries(nodes),
  };
}

/** @param {string} folder @param {number} count @param {Record<string, string | number>} settings @returns {Promise<NodePlan[]>} */
async function plansFor(folder, count, settings) {
  const [epmd = 0, ...others] = await freePorts(1 + 2 * count);
  const plans = Array.from({ length: count }, (_, index) => {
    const name = `warren-${index + 1}`;
    const ports = { amqp: others[2 * index] ?? 0, distribution: others[2 * index + 1] ?? 0, epmd };
    return { name, home: folder, dir: path.join(folder, name), ports };
  });
  const all = { ...clusterSettings(plans.map(fullNameOf)), ...settings };
  return plans.map((plan) => ({ ...plan, settings: all, startWithinMs: START_WITHIN_MS }));
}

/** The nodes know each other by it; each would write one of its own. @param {string} folder */
function writeCookie(folder) {
  fs.writeFileSync(path.join(folder, '.erlang.cookie'), randomBytes(20).toString('hex'), { mode: 0o400 });
}

/**
 * A cluster of RabbitMQ nodes on this machine, for a test that takes nodes away. They have a port mapper and a cookie in
 * common; none outlives the process that started it. Starting takes 10 to 40 seconds.
 *
 * @param {{ nodes?: number, settings?: Record<string, string | number> }} [options] settings: lines of each node's rabbitmq.conf
 * @throws {Error} when RabbitMQ is not installed or a node does not start within five minutes, with the end of its log
 * @example
 * const cluster = await startPrivateRabbitMqCluster();
 * const [first] = cluster.nodes;
 * await first.syncMetadata(); // after declaring queues, before kill()
 * await first.kill();
 * await first.restart();
 * await cluster.stop();
 */
async function startPrivateRabbitMqCluster({ nodes: count = 3, settings = {} } = {}) {
  const folder = temporaryFolder('rabbitmq-cluster');
  const watchdog = watchOver(folder);
  const plans = await plansFor(folder, count, settings);
  writeCookie(folder);
  plans.forEach(writeConfiguration);
  const epmd = await runPortMapper(/** @type {NodePlan} */ (plans[0]));
  const started = await Promise.allSettled(plans.map(runNode));
  const nodes = started.flatMap((attempt, index) =>
    attempt.status === 'fulfilled'
      ? [runningNode(/** @type {NodePlan} */ (plans[index]), attempt.value)]
      : [],
  );
  const cluster = {
    nodes,
    /** All nodes in one address. */
    url: `amqp://guest:guest@${plans.map(({ ports }) => `127.0.0.1:${ports.amqp}`).join(',')}`,
    dir: folder,
    /** Afterwards nothing is left of it: nobody needs its data any more, so nobody says goodbye. */
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      await endPortMapper(epmd);
      watchdog.dismiss();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  const failed = started.find((attempt) => attempt.status === 'rejected');
  if (!failed) return cluster;
  await cluster.stop();
  throw failed.reason;
}

module.exports = { startPrivateRabbitMqCluster };
