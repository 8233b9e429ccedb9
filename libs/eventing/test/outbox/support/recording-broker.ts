import { BrokerRefusedError, BrokerUnavailableError } from '../../../src/broker/broker-errors';
import type {
  Broker,
  BrokerCounters,
  BrokerStatus,
  Drift,
  Obstacle,
  OutgoingMessage,
  PublishOutcome,
  Subscription,
} from '../../../src/broker/broker';

type Listener = (status: BrokerStatus) => void;

/**
 * The publishing half of a broker, in memory: a message counts as delivered when `publish` is called, and is confirmed
 * a moment later, or as the test decides.
 */
export class RecordingBroker implements Broker {
  readonly delivered: OutgoingMessage[] = [];
  /** How the next messages are answered; when it throws at once, the message is refused and was not delivered. */
  answer: (message: OutgoingMessage) => Promise<PublishOutcome> = () => nextTurn();
  private current: BrokerStatus = 'connected';
  private readonly listeners = new Set<Listener>();

  /** The bodies, read. */
  get events(): { id: string; partitionkey: string; sequence: number; type: string }[] {
    return this.delivered.map(({ body }) => JSON.parse(body.toString()));
  }

  publish(message: OutgoingMessage, obstacle?: Obstacle): Promise<PublishOutcome> {
    if (this.current !== 'connected') return Promise.reject(new BrokerUnavailableError('It is away.'));
    const objection = obstacle?.();
    return objection ? Promise.reject(objection) : this.deliver(message);
  }

  protected async deliver(message: OutgoingMessage): Promise<PublishOutcome> {
    const answer = this.answer(message);
    this.delivered.push(message);
    return answer;
  }

  /** Like a broker that says no. */
  static refuse(): Promise<PublishOutcome> {
    return Promise.reject(new BrokerRefusedError('Refused by the test.'));
  }

  become(status: BrokerStatus): void {
    this.current = status;
    this.listeners.forEach((listener) => listener(status));
  }

  status(): BrokerStatus {
    return this.current;
  }

  onStatus(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    this.become('connected');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  declare(): Promise<Drift[]> {
    throw new Error('The relay declares nothing.');
  }

  unbind(): Promise<void> {
    throw new Error('The relay unbinds nothing.');
  }

  setAside(): void {
    throw new Error('The relay sets no queue aside.');
  }

  lengthOf(): Promise<number> {
    throw new Error('The relay looks at no queue.');
  }

  ask(): Promise<undefined> {
    throw new Error('The tests of the outbox ask nobody.');
  }

  consume(): Subscription {
    throw new Error('The relay consumes nothing.');
  }

  drift(): [] {
    return [];
  }

  counters(): Readonly<BrokerCounters> {
    throw new Error('The relay counts for itself.');
  }
}

function nextTurn(): Promise<PublishOutcome> {
  return new Promise((resolve) => setImmediate(() => resolve('routed')));
}
