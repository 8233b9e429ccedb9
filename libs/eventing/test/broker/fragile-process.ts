// A process that handles several messages at a time, and is killed by one of them. Started by process-killer.int-spec.ts.
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';

const [url = '', queue = ''] = process.argv.slice(2);
Logger.overrideLogger(false);

const broker = new RabbitBroker('fragile', url);
broker.start();
broker.consume({ queue, prefetch: 10 }, (message) => {
  const id = message.properties.messageId ?? 'none';
  process.stdout.write(`got ${id}\n`);
  const isKiller = id === 'killer';
  void pause(isKiller ? 100 : 400).then(() => {
    if (isKiller) process.kill(process.pid, 'SIGKILL');
    message.ack();
    process.stdout.write(`handled ${id}\n`);
  });
});
