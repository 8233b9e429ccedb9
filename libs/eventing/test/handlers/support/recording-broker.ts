import type {
  ConsumeOptions,
  IncomingMessage,
  OutgoingMessage,
  PublishOutcome,
  Subscription,
} from '../../../src/broker/broker';

/** Stands for a broker in unit tests: remembers what is published and hands out what the test wants. */
export class RecordingBroker {
  readonly published: OutgoingMessage[] = [];
  /** What the next calls of `publish` do instead of answering `routed`. */
  readonly answers: (PublishOutcome | Error)[] = [];
  consumed: ConsumeOptions | undefined;
  subscriptionStatus: ReturnType<Subscription['status']> = 'consuming';
  closedSubscriptions = 0;
  /** What consumers asked for, in order. */
  readonly pauses: ('pause' | 'resume')[] = [];
  private receive: ((message: IncomingMessage) => void) | undefined;

  publish(message: OutgoingMessage): Promise<PublishOutcome> {
    const answer = this.answers.shift() ?? 'routed';
    if (answer instanceof Error) return Promise.reject(answer);
    this.published.push(message);
    return Promise.resolve(answer);
  }

  consume(options: ConsumeOptions, receive: (message: IncomingMessage) => void): Subscription {
    this.consumed = options;
    this.receive = receive;
    return {
      status: () => this.subscriptionStatus,
      pause: () => void this.pauses.push('pause'),
      resume: () => void this.pauses.push('resume'),
      cancel: () => {
        this.subscriptionStatus = 'stopped';
        return Promise.resolve();
      },
      close: () => {
        this.closedSubscriptions += 1;
        return Promise.resolve();
      },
    };
  }

  deliver(message: IncomingMessage): void {
    if (!this.receive) throw new Error('Nobody consumes.');
    this.receive(message);
  }
}
