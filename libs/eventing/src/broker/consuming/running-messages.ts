import type { IncomingMessage } from '../broker';

/** A redelivery that waits for the first handler of its message. */
export interface HeldRedelivery {
  message: IncomingMessage;
  /** The first handler settled it: nothing is left to do but say so to the broker. */
  settle(): void;
  /** The first handler let go of it: it has to be handled after all. */
  handOut(): void;
}

interface Running {
  body: Buffer;
  handlers: number;
  abandoned: boolean;
  held: HeldRedelivery[];
}

/**
 * The messages whose handlers are running in this process. When a connection is lost meanwhile, the broker hands them out
 * again although nothing went wrong with them: such a redelivery waits for the handler that is at it already.
 */
export class RunningMessages {
  /** By queue: a text put together of both would be hashed anew for every message. */
  private readonly queues = new Map<string, Map<string, Running>>();

  /** A handler gets the message. */
  begin(message: IncomingMessage): void {
    const identity = identityOf(message);
    if (identity === undefined) return;
    const running = this.runningOf(message.queue);
    const other = running.get(identity);
    if (other) other.handlers += 1;
    else running.set(identity, { body: message.body, handlers: 1, abandoned: false, held: [] });
  }

  /** Keeps it back when it is the redelivery of a message that is being handled; returns whether it did. */
  hold(redelivery: HeldRedelivery): boolean {
    const { message } = redelivery;
    const identity = message.redelivered ? identityOf(message) : undefined;
    const first = identity === undefined ? undefined : this.runningOf(message.queue).get(identity);
    if (!first?.body.equals(message.body)) return false;
    first.held.push(redelivery);
    return true;
  }

  /** A handler is done with the message: it settled it, or it let go of it unsettled. */
  end(message: IncomingMessage, settled: boolean): void {
    const identity = identityOf(message);
    const running = identity === undefined ? undefined : this.runningOf(message.queue).get(identity);
    if (identity === undefined || !running) return;
    running.handlers -= 1;
    running.abandoned ||= !settled;
    if (running.handlers > 0) return;
    this.runningOf(message.queue).delete(identity);
    for (const redelivery of running.held) {
      if (running.abandoned) redelivery.handOut();
      else redelivery.settle();
    }
  }

  private runningOf(queue: string): Map<string, Running> {
    let running = this.queues.get(queue);
    if (!running) this.queues.set(queue, (running = new Map<string, Running>()));
    return running;
  }
}

/** In the dead-letter queue one event may lie several times, once for each queue that gave up on it. */
function identityOf({ properties }: IncomingMessage): string | undefined {
  const { messageId, headers } = properties;
  const died = headers?.['x-first-death-queue'];
  return messageId && died !== undefined ? `${messageId}\n${String(died)}` : messageId;
}
