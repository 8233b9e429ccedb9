const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');
const { ExplainedError } = require('../../explained-error');
const { isListening } = require('../ports');
const { installedRabbitMq } = require('../installed');
const { lastLines } = require('../private-folder');
const processes = require('../processes');
const { waitUntil } = require('../wait-until');
const { byCertificate, greetRabbitMq } = require('./handshake');
const { fullNameOf, nodeEnvironment } = require('./node-environment');

/** @typedef {import('./node-environment').NodePlan} NodePlan */

const WHAT = 'the private RabbitMQ';
const START_WITHIN_MS = 120_000;
const PORT_MAPPER = "the private RabbitMQ's port mapper";

/** @param {number} port */
const urlOf = (port) => `amqp://guest:guest@127.0.0.1:${port}`;

/** By the name that its certificate is made out to; who logs in is said by his own. @param {number} port */
const tlsUrlOf = (port) => `amqps://localhost:${port}`;

/** @param {NodePlan} plan */
function greet({ ports, tls }) {
  if (!tls) return greetRabbitMq(urlOf(ports.amqp));
  const [ca, cert, key] = [tls.ca, tls.cert, tls.key].map((file) => fs.readFileSync(file));
  return greetRabbitMq(tlsUrlOf(ports.amqp), { ca, cert, key, ...byCertificate() });
}

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
    pidFile: path.join(plan.home ?? plan.dir, `${plan.name ?? 'node'}-${name}.pid`), // where the watchdog looks
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

/** @param {number} pid */
const endPortMapper = (pid) => processes.killTree(pid, PORT_MAPPER);

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
      timeoutMs: plan.startWithinMs ?? START_WITHIN_MS,
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

/**
 * @param {NodePlan} plan @param {string} program rabbitmqctl, or one that lies beside it @param {string[]} args
 * @returns {Promise<string>} what it printed
 */
async function runTool(plan, program, args) {
  const file = path.join(path.dirname(programs().ctl), program);
  const { stdout } = await promisify(execFile)(file, args, { env: nodeEnvironment(plan), cwd: plan.dir });
  return stdout;
}

/**
 * What can be done to a node that runs.
 *
 * @param {NodePlan} plan @param {number} first its process id
 */
function runningNode(plan, first) {
  let pid = first;
  const tree = () => processes.processTree(pid).map((member) => member.pid);
  /** @param {string} program @returns {(...args: string[]) => Promise<string>} */
  const tool =
    (program) =>
    (...args) =>
      runTool(plan, program, args);
  return {
    name: fullNameOf(plan),
    url: (plan.tls ? tlsUrlOf : urlOf)(plan.ports.amqp),
    port: plan.ports.amqp,
    /** Graceful; where it still runs. The data stay. */
    async end() {
      if (processes.isRunning(pid)) await endNode(pid);
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
    /** Runs `rabbitmqctl` against this node. @type {(...args: string[]) => Promise<string>} what it printed */
    rabbitmqctl: tool('rabbitmqctl'),
    /** Likewise `rabbitmq-queues`. */
    rabbitmqQueues: tool('rabbitmq-queues'),
    /** Likewise `rabbitmq-upgrade`. */
    rabbitmqUpgrade: tool('rabbitmq-upgrade'),
    /**
     * RabbitMQ 3.x writes the tables that hold queue definitions to disk some time after it has answered; a
     * SIGKILL in between loses a durable queue. This writes them now.
     */
    syncMetadata: () => runTool(plan, 'rabbitmqctl', ['eval', '[dets:sync(T) || T <- dets:all()].']),
  };
}

module.exports = { endNode, endPortMapper, runNode, runPortMapper, runningNode, urlOf };
