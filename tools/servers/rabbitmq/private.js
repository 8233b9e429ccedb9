const fs = require('node:fs');
const { freePorts } = require('../ports');
const { temporaryFolder } = require('../private-folder');
const { watchOver } = require('../watchdog');
const { writeConfiguration } = require('./node-environment');
const { endNode, endPortMapper, runNode, runPortMapper, runningNode, urlOf } = require('./node-process');

/** @typedef {import('./node-environment').NodePlan} NodePlan */

/** @param {NodePlan} plan @returns {Promise<{ server: number, epmd: number }>} process ids */
async function startNode(plan) {
  writeConfiguration(plan);
  const epmd = await runPortMapper(plan);
  try {
    return { server: await runNode(plan), epmd };
  } catch (error) {
    await endPortMapper(epmd);
    throw error;
  }
}

/** @param {{ server: number, epmd?: number }} pids */
async function stopNode({ server, epmd }) {
  await endNode(server);
  if (epmd) await endPortMapper(epmd);
}

/** @param {string} dir @returns {Promise<NodePlan>} */
async function newPlan(dir) {
  const [amqp = 0, distribution = 0, epmd = 0] = await freePorts(3);
  return { dir, ports: { amqp, distribution, epmd } };
}

/**
 * A RabbitMQ node of its own for a test that breaks it on purpose: several run side by side, each on free ports
 * with a new data folder, and none outlives the process that started it. Starting takes 5 to 20 seconds.
 *
 * @param {{ dir?: string, settings?: Record<string, string | number>, tls?: import('./node-environment').NodeTls, plugins?: string[] }} [options]
 *   dir: where its files go (default: a new folder that stop() removes); settings: lines of rabbitmq.conf, for
 *   example `{ 'vm_memory_high_watermark.absolute': '64MB' }`; tls: it listens with TLS only, as the settings say, and this is how to get in
 * @throws {Error} when RabbitMQ is not installed or does not start within two minutes, with the end of its log
 * @example
 * const broker = await startPrivateRabbitMq();
 * await broker.syncMetadata(); // after declaring queues, before kill()
 * await broker.kill();
 * await broker.restart(); // same url, same queues
 * await broker.stop();
 */
async function startPrivateRabbitMq({ dir, settings, tls, plugins } = {}) {
  const folder = dir ?? temporaryFolder('rabbitmq');
  const plan = { ...(await newPlan(folder)), settings, tls, plugins };
  const watchdog = dir === undefined ? watchOver(folder) : undefined;
  const { server, epmd } = await startNode(plan);
  const node = runningNode(plan, server);
  return {
    ...node,
    dir: folder,
    /** Graceful stop; afterwards nothing is left of it. */
    async stop() {
      await node.end();
      await endPortMapper(epmd);
      watchdog?.dismiss();
      if (dir === undefined) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

module.exports = { newPlan, startNode, startPrivateRabbitMq, stopNode, urlOf };
