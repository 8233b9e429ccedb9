import type { Drift } from '../broker';
import { BrokerRefusedError } from '../broker-errors';
import type { Topology } from '../topology';
import type { BrokerConnection } from './connection';
import type { RawChannel } from './raw-channel';
import { brokersWords } from './refusal';

/**
 * Makes everything in the topology exist. Each thing is declared actively and with all its arguments: a passive declare
 * never sees that what exists differs. A difference is an error to the broker, which closes the channel; the next
 * declaration gets a new one, so that one drifted queue does not keep the others from coming into being.
 *
 * @throws BrokerUnavailableError when the connection is lost meanwhile.
 */
export async function declareTopology(connection: BrokerConnection, topology: Topology): Promise<Drift[]> {
  const drifts: Drift[] = [];
  let channel: RawChannel | undefined;
  try {
    for (const declaration of declarationsOf(topology)) {
      if (!channel?.isOpen) channel = await connection.openChannel();
      if (declaration.look && !(await refusalOf(declaration, declaration.look, channel))) continue;
      if (!channel.isOpen) channel = await connection.openChannel();
      const detail = await refusalOf(declaration, declaration.declare, channel);
      if (detail) drifts.push(driftOf(declaration, detail));
    }
  } finally {
    channel?.discard();
  }
  return drifts;
}

interface Declaration {
  kind: Drift['kind'];
  name: string;
  /** Another service's: one that exists is no business of this one, which may have no right to declare it. */
  look?: (channel: RawChannel['amqp']) => Promise<unknown>;
  declare: (channel: RawChannel['amqp']) => Promise<unknown>;
}

/** In this order, for a binding needs both its ends. */
function declarationsOf({ exchanges, queues, bindings }: Topology): Declaration[] {
  return [
    ...exchanges.map(({ name, type, autoDelete = false, alternate, isForeign }): Declaration => ({
      kind: 'exchange',
      name,
      ...(isForeign && { look: (channel) => channel.checkExchange(name) }),
      declare: (channel) =>
        channel.assertExchange(name, type, { durable: true, autoDelete, alternateExchange: alternate }),
    })),
    ...queues.map(({ name, arguments: args }): Declaration => ({
      kind: 'queue',
      name,
      declare: (channel) => channel.assertQueue(name, { durable: true, arguments: args }),
    })),
    ...bindings.map(({ queue, exchange, routingKey }): Declaration => ({
      kind: 'queue',
      name: queue,
      declare: (channel) => channel.bindQueue(queue, exchange, routingKey),
    })),
  ];
}

/** The same reply code stands for settings that differ and for some that the broker never takes: only its words tell. */
function driftOf({ kind, name, look }: Declaration, detail: string): Drift {
  if (/\binequivalent arg\b/.test(detail)) return { problem: 'differs', kind, name, detail };
  return { problem: look ? 'missing' : 'refused', kind, name, detail };
}

/** What the broker has against it; undefined when it agreed. */
async function refusalOf(
  { kind, name }: Declaration,
  ask: (channel: RawChannel['amqp']) => Promise<unknown>,
  channel: RawChannel,
) {
  try {
    await channel.rpc(`Declaring ${kind} ${name}`, ask);
    return undefined;
  } catch (error) {
    if (error instanceof BrokerRefusedError) return brokersWords(error.cause);
    throw error;
  }
}
