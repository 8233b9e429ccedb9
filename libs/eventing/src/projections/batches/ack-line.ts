import type { IncomingMessage } from '../../broker/broker';

/**
 * The messages that are not acked yet, in the order in which they came. An ack for one settles everything that came before it:
 * it is written when all of that is done, whichever lane was at it.
 */
export class AckLine {
  private line: IncomingMessage[] = [];
  private readonly done = new Set<IncomingMessage>();

  join(message: IncomingMessage): void {
    this.line.push(message);
  }

  /** These are done, for good: acks them and what was done before, as far as nothing before is undone. */
  settle(messages: readonly IncomingMessage[]): void {
    for (const message of messages) this.done.add(message);
    const undone = this.line.findIndex((message) => !this.done.has(message));
    const settled = undone < 0 ? this.line : this.line.slice(0, undone);
    if (settled.length === 0) return;
    this.line = undone < 0 ? [] : this.line.slice(undone);
    settled.at(-1)?.ackUpTo();
    for (const message of settled) {
      // What came over a connection that was lost meanwhile is not covered by that; for the rest this does nothing.
      message.ack();
      this.done.delete(message);
    }
  }
}
