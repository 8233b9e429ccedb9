import { EventingError } from '../message/errors';
import type { BrokerDeath } from './broker-death';

/** Nobody was left to say what went wrong. */
export class CrashSuspectError extends EventingError {
  constructor(deliveries: number) {
    super(
      `It was handed out ${deliveries} times and never settled: each time the process that had it died, or lost its connection, before it was done. ` +
        'Look for crashes of the service (memory, process.exit, native code) around the time of the failures before sending it round again.',
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
