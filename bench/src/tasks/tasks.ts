import { consumeAll, declareQueue } from './consume';
import { drainOutbox } from './drain';
import { fillOutbox, publishAll } from './fill';
import { timeDeliveries } from './time-deliveries';

/** Each runs a service in a process of its own, as services run; see {@link inOwnProcess}. */
export const TASKS = { fillOutbox, publishAll, drainOutbox, declareQueue, consumeAll, timeDeliveries };

export type Tasks = typeof TASKS;

/** What a task tells the process that started it. */
export interface Told {
  result: unknown;
}
