// The child of RelayProcess: a relay whose broker is the parent process.
import { DataSource } from 'typeorm';
import type { OutgoingMessage, PublishOutcome } from '../../../src/broker/broker';
import type { LedgerEvent } from './ledger';
import { PUBLISH_WINDOW, type FromRelay, type ToRelay } from './relay-process';
import { parcelService } from './service';
import { WindowedBroker } from './windowed-broker';

const [, , url = '', options = '{}'] = process.argv;

/** Hands messages to the parent, many at once, and waits for its confirms. */
class ParentBroker extends WindowedBroker {
  private nextId = 0;
  private unsent: { id: number; event: LedgerEvent }[] = [];
  private readonly unconfirmed = new Map<number, (outcome: PublishOutcome) => void>();

  override answer = ({ body }: OutgoingMessage): Promise<PublishOutcome> => {
    const id = this.nextId++;
    if (this.unsent.length === 0) setImmediate(() => this.flush());
    const { partitionkey, sequence } = JSON.parse(body.toString()) as LedgerEvent;
    this.unsent.push({ id, event: { partitionkey, sequence } });
    return new Promise((resolve) => this.unconfirmed.set(id, resolve));
  };

  confirm(ids: number[]): void {
    for (const id of ids) {
      this.unconfirmed.get(id)?.('routed');
      this.unconfirmed.delete(id);
    }
  }

  private flush(): void {
    tell({ published: this.unsent });
    this.unsent = [];
  }
}

function tell(message: FromRelay): void {
  process.send?.(message);
}

const broker = new ParentBroker(PUBLISH_WINDOW);
const { relay } = parcelService(new DataSource({ type: 'postgres', url }), broker, JSON.parse(options));
process.on('message', (message: ToRelay) => {
  if ('confirm' in message) broker.confirm(message.confirm);
  else tell({ status: relay.status() });
});
process.on('disconnect', () => process.exit());
relay.start();
