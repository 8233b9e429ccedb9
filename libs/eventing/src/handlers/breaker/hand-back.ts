import type { Broker, IncomingMessage, OutgoingMessage } from '../../broker/broker';
import type { BrokerNames } from '../../broker/names';
import { pause } from '../pausing';
import { retryProperties, type RetryHistory } from '../pipeline/retry-headers';
import { sendUntilTaken, type Sender } from '../pipeline/send-until-taken';

/** A message that is not to be dealt with now. */
export interface ToHandBack {
  message: IncomingMessage;
  /** With the try that failed, if there was one. */
  history: RetryHistory;
}

/** A cancelled consumer gets no more within milliseconds; should cancelling take long, nothing goes round hot meanwhile. */
const BEFORE_AN_UNTRIED_ONE_MS = 100;

/**
 * Puts messages back into their queue as copies, where they wait until the consumer takes some again; the original may be
 * acked then. Given back to the broker unsettled they would have a delivery counted against them each time.
 */
export class HandBack {
  constructor(
    private readonly broker: Pick<Broker, 'publish'>,
    private readonly names: Pick<BrokerNames, 'retry' | 'direct'>,
    private readonly queue: string,
    private readonly retryDelays: readonly string[],
  ) {}

  /** One that came although the consumer pauses. */
  async untried({ message, history }: ToHandBack, sender: Sender): Promise<void> {
    await pause(BEFORE_AN_UNTRIED_ONE_MS, sender.stopping);
    await sendUntilTaken(this.broker, this.copy(message, history, this.names.direct), sender);
  }

  /**
   * One whose failure does not count. It waits by the same delays as others, longer each time, so that those which nobody has
   * tried come first; but it uses none of them up.
   */
  async failed({ message, history }: ToHandBack, sender: Sender): Promise<void> {
    const { delays, handedBack } = history;
    const delay = this.retryDelays[Math.min(delays + handedBack, this.retryDelays.length - 1)];
    const exchange = delay === undefined ? this.names.direct : this.names.retry(delay);
    const copy = this.copy(message, { ...history, handedBack: handedBack + 1 }, exchange);
    await sendUntilTaken(this.broker, copy, sender);
  }

  /** The direct exchange takes the routing key for the queue's name, as the exchange for coming home does at the end of a retry queue's delay. */
  private copy(message: IncomingMessage, history: RetryHistory, exchange: string): OutgoingMessage {
    return {
      exchange,
      routingKey: this.queue,
      body: message.body,
      properties: retryProperties(message, history),
    };
  }
}
