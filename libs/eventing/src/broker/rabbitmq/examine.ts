import type { ChannelModel } from 'amqplib';
import { within } from '../../within';
import type { Drift } from '../broker';
import type { BrokerSight, SeenQueue } from '../broker-sight';
import type { QueueDeclaration, Topology } from '../topology';
import type { TlsFiles } from './access';
import { endConnection, reachBroker } from './reach';
import { brokersWords } from './refusal';

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;
/** A broker with an alarm says so when somebody publishes, and confirms nothing. */
const ALARM_WITHIN_MS = 2_000;

/**
 * Looks at a broker and changes nothing: on one connection of its own, which unlike those of a service is made once, and
 * says why it could not be. Of a cluster one node is asked, for all know the same; whether the others let us in is seen, too.
 *
 * @param name of the connection, as the broker's own tools show it
 * @param probe an exchange on which the service may publish
 * @throws whatever keeps it from connecting, or from answering.
 */
export async function examineBroker(
  broker: { url: string; tls: TlsFiles },
  name: string,
  { exchanges, queues }: Topology,
  probe: string,
): Promise<BrokerSight> {
  const { connection, away } = await reachBroker(broker, name);
  try {
    const { version } = connection.connection.serverProperties;
    const sight: BrokerSight = { version, away, alarm: undefined, queues: [], missing: [], drifts: [] };
    for (const { name } of exchanges)
      if (!(await tried(connection, (channel) => channel.checkExchange(name)))) sight.missing.push(name);
    for (const queue of queues) await lookAt(connection, queue, sight);
    return { ...sight, alarm: await alarmOf(connection, probe) };
  } finally {
    await endConnection(connection);
  }
}

async function lookAt(connection: ChannelModel, queue: QueueDeclaration, sight: BrokerSight): Promise<void> {
  const { name } = queue;
  const report = await tried(connection, (channel) => channel.checkQueue(name));
  if (!report) return void sight.missing.push(name);
  const seen: SeenQueue = { name, ready: report.messageCount, consumers: report.consumerCount };
  sight.queues.push(seen);
  const drift = await driftOf(connection, queue);
  if (drift) sight.drifts.push(drift);
}

/** What exists is declared once more: if it is as declared this does nothing, and only so does the broker say what differs. */
async function driftOf(
  connection: ChannelModel,
  { name, arguments: args }: QueueDeclaration,
): Promise<Drift | undefined> {
  try {
    await onChannel(connection, (channel) => channel.assertQueue(name, { durable: true, arguments: args }));
    return undefined;
  } catch (error) {
    const { code } = error as { code?: number };
    if (code === undefined) throw error;
    const problem = code === PRECONDITION_FAILED ? 'differs' : 'refused';
    return { problem, kind: 'queue', name, detail: brokersWords(error) };
  }
}

type Channel = Awaited<ReturnType<ChannelModel['createChannel']>>;

/** Undefined when there is no such thing. */
async function tried<T>(
  connection: ChannelModel,
  look: (channel: Channel) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await onChannel(connection, look);
  } catch (error) {
    if ((error as { code?: number }).code === NOT_FOUND) return undefined;
    throw error;
  }
}

/** A refusal closes the channel, so each question has one of its own. */
async function onChannel<T>(connection: ChannelModel, ask: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await connection.createChannel();
  let refused = false;
  channel.on('error', () => (refused = true)); // and the call is rejected with it
  const answer = await ask(channel);
  if (!refused) await channel.close();
  return answer;
}

/** Publishes a message that no queue takes. Asked last: a connection that is blocked answers nothing any more. */
async function alarmOf(connection: ChannelModel, probe: string): Promise<string | undefined> {
  const blocked = new Promise<string>((resolve) => connection.on('blocked', resolve));
  const channel = await connection.createConfirmChannel();
  // An exchange that is missing, or a right, closes the channel: that is an answer, too.
  const refused = new Promise<undefined>((resolve) => channel.on('error', () => resolve(undefined)));
  channel.publish(probe, `nobody.${process.pid}.${Date.now()}`, Buffer.from(''));
  const confirmed = Promise.race([
    refused,
    channel.waitForConfirms().then(
      () => undefined,
      () => refused,
    ),
  ]);
  const outcome = await within(ALARM_WITHIN_MS, Promise.race([blocked, confirmed]));
  return typeof outcome === 'symbol' ? 'it confirms nothing' : outcome;
}
