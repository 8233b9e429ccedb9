import { EventingError } from '../message/errors';
import type { BrokerDeath } from './broker-death';

/** Nobody was left to say what went wrong; the broker only counts. */
export class CrashSuspectError extends EventingError {
  constructor(deliveries: number) {
    super(
      `It was handed out ${deliveries} times and never settled. Each time the process that had it died, was stopped before it was done, ` +
        'lost its connection (as in an outage of the broker or the network), or kept it longer than the consumer_timeout of RabbitMQ ' +
        '(30 minutes unless set). Look for crashes of the service (memory, process.exit, native code) and for lost connections in its ' +
        'log, and for "timed out" in that of the broker, before sending it round again.',
    );
  }
}

/** A message came out of the room in which it waited for its next try, and its queue is gone. */
export class HomelessMessageError extends EventingError {
  constructor(queue: string) {
    super(
      `It waited for its next try, and meanwhile its queue ${queue} was deleted, as it is when its consumer was removed. If that is ` +
        'so, discard it; else bring the consumer back and send it round again.',
    );
  }
}

/** A message in the dead-letter queue that the delivery limit did not bring there. */
export class StrayMessageError extends EventingError {
  constructor(death: BrokerDeath | undefined) {
    super(
      death
        ? `The broker moved it here from the queue ${death.queue} because of "${death.reason}", which nothing in this service asks for.`
        : 'It was published straight to the dead-letter exchange or queue; nothing tells where it comes from.',
    );
  }
}
