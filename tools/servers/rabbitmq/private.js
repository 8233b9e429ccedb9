const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');
const { ExplainedError } = require('../../explained-error');
const { freePorts, isListening } = require('../ports');
const { installedRabbitMq } = require('../installed');
const { lastLines, temporaryFolder } = require('../private-folder');
const processes = require('../processes');
const { waitUntil } = require('../wait-until');
const { watchOver } = require('../watchdog');
const { byCertificate, greetRabbitMq } = require('./handshake');
const { nodeEnvironment, writeConfiguration } = require('./node-environment');

/** @typedef {import('./node-environment').NodePlan} NodePlan */

const WHAT = 'the private RabbitMQ';
const PORT_MAPPER = "the private RabbitMQ's port mapper";

/** @param {number} port */
const urlOf = (port) => `amqp://guest:guest@127.0.0.1:${port}`;

/** @param {NodePlan} plan */
function greet({ ports, tls }) {
  if (!tls) return greetRabbitMq(urlOf(ports.amqp));
  const [ca, cert, key] = [tls.ca, tls.cert, tls.key].map((file) => fs.readFileSync(file));
  return greetRabbitMq(tlsUrlOf(ports.amqp), { ca, cert, key, ...byCertificate() });
}

/** By the name that its certificate is made out to; who logs in is said by his own. @param {number} port */
const tlsUrlOf = (port) => `amqps://localhost:${port}`;

function programs() {
  const found = installedRabbitMq();
  if (!found)
    throw new Error('RabbitMQ is not installed (no rabbitmq-server in PATH or in the usual folders)');
  return found;
}

/** @param {NodePlan} plan @param {string} command @param {string[]} args @param {string} name */
function launch(plan, command, args, name) {
  return processes.launchDetached(command, args, {
    env: nodeEnvironment(plan),
    folder: plan.dir,
    logFile: path.join(plan.dir, `${name}.log`),
    pidFile: path.join(plan.dir, `${name}.pid`),
  });
}

/**
 * Erlang's port mapper. Left to itself the node would start one that nobody stops.
 *
 * @param {NodePlan} plan
 */
async function runPortMapper(plan) {
  const port = String(plan.ports.epmd);
  const pid = launch(plan, programs().epmd, ['-port', port, '-relaxed_command_check'], 'epmd');
  const said = () => lastLines(path.join(plan.dir, 'epmd.log'));
  const condition = () => {
    if (!processes.isRunning(pid)) throw new ExplainedError(`Erlang's port mapper ended at once:\n${said()}`);
    return isListening(plan.ports.epmd);
  };
  await waitUntil(condition, {
    timeoutMs: 60_000,
    message: () => `Erlang's port mapper did not start:\n${said()}`,
  });
  return pid;
}

/** @param {NodePlan} plan @returns {Promise<number>} process id, once the node lets us in */
async function runNode(plan) {
  // The folder in the arguments is for us: it tells this node's processes from any other's.
  const pid = launch(plan, programs().server, ['-warren', plan.dir], 'server');
  const log = path.join(plan.dir, 'server.log');
  const condition = async () => {
    if (!processes.isRunning(pid)) {
      throw new ExplainedError(`${WHAT} ended while it started, see ${log}\n${lastLines(log)}`);
    }
    await greet(plan);
    return true;
  };
  try {
    await waitUntil(condition, {
      timeoutMs: 120_000,
      everyMs: 200,
      message: (error) => `${WHAT} did not start (${error?.message ?? ''}), see ${log}\n${lastLines(log)}`,
    });
    return pid;
  } catch (error) {
    await processes.killTree(pid, WHAT);
    throw error;
  }
}

/** @param {number} pid */
async function endNode(pid) {
  const tree = processes.processTree(pid).map((member) => member.pid);
  processes.signalAll(tree, 'SIGCONT'); // a frozen one would never hear the next
  processes.signalAll([pid], 'SIGTERM');
  await processes.waitUntilGone(tree, WHAT, 30_000).catch(() => processes.killTree(pid, WHAT));
}

/** @param {NodePlan} plan @returns {Promise<{ server: number, epmd: number }>} process ids */
async function startNode(plan) {
  writeConfiguration(plan);
  const epmd = await runPortMapper(plan);
  try {
    return { server: await runNode(plan), epmd };
  } catch (error) {
    await processes.killTree(epmd, PORT_MAPPER);
    throw error;
  }
}

/** @param {{ server: number, epmd?: number }} pids */
async function stopNode({ server, epmd }) {
  await endNode(server);
  if (epmd) await processes.killTree(epmd, PORT_MAPPER);
}

/** @param {NodePlan} plan @param {string[]} args @returns {Promise<string>} what it printed */
async function runCtl(plan, args) {
  const { stdout } = await promisify(execFile)(programs().ctl, args, {
    env: nodeEnvironment(plan),
    cwd: plan.dir,
  });
  return stdout;
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
  let pid = server;
  const tree = () => processes.processTree(pid).map((member) => member.pid);
  return {
    url: (tls ? tlsUrlOf : urlOf)(plan.ports.amqp),
    port: plan.ports.amqp,
    dir: folder,
    /** Graceful stop; afterwards nothing is left of it. */
    async stop() {
      await stopNode({ server: pid, epmd });
      watchdog?.dismiss();
      if (dir === undefined) fs.rmSync(folder, { recursive: true, force: true });
    },
    /** SIGKILL; the data stay. Call syncMetadata() before, or queues declared just now may be gone. */
    kill: () => processes.killTree(pid, WHAT),
    /** Starts it again on the same port with the same data, after a graceful stop where it still runs. */
    async restart() {
      if (processes.isRunning(pid)) await endNode(pid);
      pid = await runNode(plan);
    },
    /** Freezes it (SIGSTOP): connections stay open and nobody answers, as in a network that swallows packets. */
    pause: () => processes.signalAll(tree(), 'SIGSTOP'),
    /** Ends pause(). */
    resume: () => processes.signalAll(tree(), 'SIGCONT'),
    /** With these variables `rabbitmqctl` reaches this node, also from scripts. */
    environment: {
      ...nodeEnvironment(plan),
      PATH: `${path.dirname(programs().ctl)}${path.delimiter}${process.env.PATH}`,
    },
    /** Runs `rabbitmqctl` against this node. @param {...string} args @returns what it printed */
    rabbitmqctl: (...args) => runCtl(plan, args),
    /**
     * RabbitMQ 3.x writes the tables that hold queue definitions to disk some time after it has answered; a
     * SIGKILL in between loses a durable queue. This writes them now.
     */
    syncMetadata: () => runCtl(plan, ['eval', '[dets:sync(T) || T <- dets:all()].']),
  };
}

module.exports = { newPlan, startNode, startPrivateRabbitMq, stopNode, urlOf };
