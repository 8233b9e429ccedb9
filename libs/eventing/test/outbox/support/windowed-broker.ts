import type { Obstacle, OutgoingMessage, PublishOutcome } from '../../../src/broker/broker';
import { BrokerUnavailableError } from '../../../src/broker/broker-errors';
import { newCounters } from '../../../src/broker/counters';
import { KnownExchanges } from '../../../src/broker/rabbitmq/known-exchanges';
import { SendWindow } from '../../../src/broker/rabbitmq/send-window';
import { DEFAULT_SETTINGS } from '../../../src/broker/rabbitmq/settings';
import { ActedChannel } from '../../support/acted-channel';
import { RecordingBroker } from './recording-broker';

/**
 * A recording broker behind the window of the RabbitMQ client: only so many messages are on the wire, the others wait in
 * line in this process. A message counts as delivered when it is written.
 */
export class WindowedBroker extends RecordingBroker {
  private readonly channel = new ActedChannel((message, index) => this.take(message, index));
  private readonly window: SendWindow;

  constructor(publishWindow: number) {
    super();
    const exchanges = new KnownExchanges(() => Promise.resolve());
    const settings = { ...DEFAULT_SETTINGS, publishWindow };
    this.window = new SendWindow(this.channel.raw, exchanges, settings, newCounters(), 'shop');
  }

  override publish(message: OutgoingMessage, obstacle?: Obstacle): Promise<PublishOutcome> {
    if (this.status() !== 'connected') return Promise.reject(new BrokerUnavailableError('It is away.'));
    return new Promise((resolve, reject) =>
      this.window.push({ message, resolve, reject, returned: false, obstacle }),
    );
  }

  private take(message: OutgoingMessage, index: number): void {
    this.deliver(message).then(
      (outcome) => this.channel.settle(index, null, outcome === 'unroutable'),
      (error: Error) => this.channel.settle(index, error),
    );
  }
}
