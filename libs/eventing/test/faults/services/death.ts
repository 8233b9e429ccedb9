import type { Broker, IncomingMessage } from '../../../src/broker/broker';
import type { Death } from './settings';

/** Wraps a broker so that the process ends by SIGKILL at the chosen moment: nothing can be tidied up. */
export function deadly(broker: Broker, death: Death | undefined): Broker {
  if (!death) return broker;
  let calls = 0;
  const orDie = (point: Death['at']) => {
    if (death.at === point && ++calls >= death.call) process.kill(process.pid, 'SIGKILL');
  };
  const publish: Broker['publish'] = async (message, obstacle) => {
    const outcome = await broker.publish(message, obstacle);
    orDie('confirm');
    return outcome;
  };
  const consume: Broker['consume'] = (options, deliver) =>
    broker.consume(options, (message) => deliver(withDeadlyAcks(message, () => orDie('ack'))));
  return new Proxy(broker, {
    get(target, name) {
      if (name === 'publish') return publish;
      if (name === 'consume') return consume;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function withDeadlyAcks(message: IncomingMessage, orDie: () => void): IncomingMessage {
  const ack = () => {
    orDie();
    return message.ack();
  };
  const ackUpTo = () => {
    orDie();
    return message.ackUpTo();
  };
  return { ...message, ack, ackUpTo };
}
