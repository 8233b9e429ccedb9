import { NoAnswerError } from './time-limit';
import type { InFlight, Pending } from './in-flight';

/**
 * Notices when confirms no longer come, on a connection that looks alive. One timer for all messages: it is the oldest one
 * that tells, once it has been the oldest for a whole interval.
 */
export class ConfirmDeadline {
  private readonly timer: NodeJS.Timeout;
  private suspect?: Pending;

  constructor(
    private readonly intervalMs: number,
    private readonly inFlight: InFlight,
    private readonly onMissed: (error: Error) => void,
  ) {
    this.timer = setInterval(() => this.check(), intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const { oldest } = this.inFlight;
    if (oldest && oldest === this.suspect) {
      this.onMissed(
        new NoAnswerError(`RabbitMQ did not confirm a message for more than ${this.intervalMs} ms.`),
      );
    }
    this.suspect = oldest;
  }
}
