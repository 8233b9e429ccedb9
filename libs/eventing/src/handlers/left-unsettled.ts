import { EventingError } from '../message/errors';

/** The consumer is stopping: the message is left as it is, and the broker hands it out again later. */
export class LeftUnsettled extends EventingError {
  constructor(options?: ErrorOptions) {
    super('The consumer is stopping; the message stays with the broker.', options);
  }
}
