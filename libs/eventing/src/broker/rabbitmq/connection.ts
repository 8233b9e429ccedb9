import type { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import { BrokerUnavailableError } from '../broker-errors';
import { brokerUserOf } from './access';
import { AddressRotation, brokerAddresses, hostOf } from './addresses';
import { whyNoConnection } from './connect-failure';
import { golevelupConnection } from './golevelup-connection';
import { RawChannel, type RawConfirmChannel } from './raw-channel';
import { asBrokerError, brokersWords } from './refusal';
import type { RabbitSettings } from './settings';
import { hangUp } from './socket';
import { STRAY_FRAMES_MS } from './stray-frames';
import { withinLimit } from './time-limit';

/**
 * One connection to RabbitMQ that comes back by itself. golevelup's `AmqpConnection` keeps it; the channels are opened
 * raw, because golevelup's own stay dead after a channel error until the whole connection is new.
 */
export class BrokerConnection {
  private readonly logger = new Logger('RabbitMQ');
  private readonly amqp: AmqpConnection;
  private readonly addresses: AddressRotation;
  private readonly listeners = new Set<() => void>();
  private readonly waiting: (() => void)[] = [];
  private current?: ChannelModel;
  /** The node that it is, or last was, connected to. */
  private address?: string;
  private blocked?: string;
  private lastRefusal = -Infinity;
  private outageReported = false;
  private started = false;
  private closed = false;

  constructor(
    readonly name: string,
    /** Of the broker, or of all nodes of a cluster: see {@link brokerAddresses}. */
    url: string,
    private readonly settings: RabbitSettings,
  ) {
    this.addresses = new AddressRotation(brokerAddresses(url));
    this.amqp = golevelupConnection(name, this.addresses, settings);
  }

  start(): void {
    if (this.started || this.closed) return;
    this.started = true;
    // With `wait: false` this settles at once, whether the broker is there or not.
    this.amqp.init().catch((error: unknown) => this.logger.error(`${this.name}: ${String(error)}`));
    const managed = this.amqp.managedConnection;
    managed.on('connect', ({ connection, url }) =>
      this.connected(connection as unknown as ChannelModel, textOf(url)),
    );
    managed.on('disconnect', ({ err }) => this.disconnected(err));
    managed.on('connectFailed', ({ err, url }) => this.connectFailed(err, textOf(url)));
    managed.on('blocked', ({ reason }) => this.setBlocked(reason || 'no reason given'));
    managed.on('unblocked', () => this.setBlocked(undefined));
  }

  /** As whom it logs in. */
  get user(): string {
    return brokerUserOf(this.addresses.all[0], this.settings.tls);
  }

  get isUp(): boolean {
    return this.current !== undefined;
  }

  /** Why the broker takes no messages just now; undefined while it does. */
  get blockedBecause(): string | undefined {
    return this.blocked;
  }

  /** Calls back whenever the connection came, went, was blocked or unblocked; returns the way to stop it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @throws BrokerUnavailableError when it is closed before it ever comes up. */
  async whenUp(): Promise<void> {
    while (!this.current && !this.closed) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.closed) throw new BrokerUnavailableError(`The connection has been closed (${this.name}).`);
  }

  openChannel(): Promise<RawChannel> {
    return this.open<Channel>((connection) => connection.createChannel());
  }

  openConfirmChannel(): Promise<RawConfirmChannel> {
    return this.open<ConfirmChannel>((connection) => connection.createConfirmChannel());
  }

  /** Runs `work` on a channel of its own, which a refusal may close without harm to anybody else. */
  async onThrowAwayChannel<T>(work: (channel: RawChannel) => Promise<T>): Promise<T> {
    const channel = await this.openChannel();
    try {
      return await work(channel);
    } finally {
      channel.discard();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const connection = this.current;
    this.current = undefined;
    if (this.started) await this.sayGoodbye();
    if (connection) hangUp(connection);
    this.notify();
  }

  private async sayGoodbye(): Promise<void> {
    try {
      // Not golevelup's own close(): it waits for the broker before it tells the connection not to come back.
      const closing = this.amqp.managedConnection.close();
      await withinLimit(this.settings.closeTimeoutMs, 'Closing the connection', closing);
    } catch (error) {
      this.logger.debug(`${this.name} did not close cleanly: ${String(error)}`);
    }
  }

  private async open<C extends Channel>(
    create: (connection: ChannelModel) => Promise<C>,
  ): Promise<RawChannel<C>> {
    await this.strayFramesGone();
    const connection = this.current;
    if (!connection) throw new BrokerUnavailableError(`There is no connection to RabbitMQ (${this.name}).`);
    const opening = create(connection).then((amqp) => new RawChannel(amqp, this.settings.rpcTimeoutMs));
    try {
      const channel = await withinLimit(this.settings.rpcTimeoutMs, 'Opening a channel', opening);
      channel.onClose((cause) => cause && (this.lastRefusal = performance.now()));
      return channel;
    } catch (error) {
      // Should it still open, nobody would use it: close it then. Why it failed is thrown below.
      opening.then(
        (late) => late.discard(),
        () => undefined,
      );
      throw asBrokerError('Opening a channel', error);
    }
  }

  /** A new channel would get the number of the one that the broker has just closed, and what still arrives for that. */
  private async strayFramesGone(): Promise<void> {
    const wait = this.lastRefusal + STRAY_FRAMES_MS - performance.now();
    if (wait > 0) await pause(wait);
  }

  private connected(connection: ChannelModel, address = this.addresses.all[0]): void {
    if (this.closed) return hangUp(connection);
    this.current = connection;
    this.address = address;
    this.outageReported = false;
    this.logger.log(`${this.name}: connected to ${hostOf(address)}.`);
    this.notify();
  }

  private disconnected(error: Error | undefined): void {
    const connection = this.current;
    this.current = undefined;
    this.blocked = undefined;
    this.reportOutage(error ? brokersWords(error) : 'the connection was closed', this.address);
    if (connection) hangUp(connection);
    this.notify();
  }

  private setBlocked(reason: string | undefined): void {
    this.blocked = reason;
    if (reason) this.logger.warn(`${this.name}: RabbitMQ takes no messages for now (${reason}).`);
    else this.logger.log(`${this.name}: RabbitMQ takes messages again.`);
    this.notify();
  }

  private connectFailed(error: Error | undefined, address = this.addresses.all[0]): void {
    this.reportOutage(whyNoConnection(error, address), address);
  }

  /** Once for each outage, not once for each attempt. */
  private reportOutage(why: string, address = this.addresses.all[0]): void {
    if (this.outageReported || this.closed) return;
    this.outageReported = true;
    const others = this.addresses.all.filter((other) => other !== address).map(hostOf);
    const hope =
      others.length > 0 ? `trying ${others.join(', ')} and it in turn` : 'trying again until it is there';
    this.logger.warn(`${this.name}: no connection to RabbitMQ at ${hostOf(address)} (${why}); ${hope}.`);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
    for (const resume of this.waiting.splice(0)) resume();
  }
}

/** Ours are texts. There is none where what goes with it could not be read, as a certificate. */
function textOf(url: unknown): string | undefined {
  return typeof url === 'string' ? url : undefined;
}
