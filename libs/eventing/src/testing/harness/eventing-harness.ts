import { randomBytes } from 'node:crypto';
import type { InjectionToken, Type } from '@nestjs/common';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception';
import { InMemoryServer } from '../../broker/in-memory/in-memory-server';
import { BrokerNames } from '../../broker/names';
import type { DeadLetter } from '../../dead-letters/dead-letter';
import type { EventEnvelope } from '../../message/envelope';
import { contractOf, type Contract } from '../../message/integration-event';
import { readPayload } from '../../message/payload';
import { readable } from '../readable';
import type { HarnessService } from './boot';
import { RunningService } from './running-service';
import { TestsOwnEvents } from './tests-own-events';
import { RecentWarnings } from './recent-warnings';
import { Traffic } from './traffic';
import { leftOver, unfinished, type Scene } from './unfinished';

/** How long `settled` waits, and what it puts up with. */
export interface SettledOptions {
  /** Default 20 000. */
  withinMs?: number;
  /**
   * Messages were parked, or are held behind one that was, or scheduled events were given up, and the test wants it so.
   * Default false.
   */
  allowParked?: boolean;
}

/** Whatever goes over the broker is looked into at once. What does not (a relay that took the lease, say) is found so often. */
const LOOK_EVERY_MS = 100;

/**
 * Whole services in the process of a test: their own modules, real handlers, projections, outboxes and relays, each with
 * a PostgreSQL database of its own, which is dropped at the end. The broker is in memory, so a test sees everything that
 * goes over it, and knows when all is done.
 *
 * The modules take their addresses from the environment when they boot (`RABBITMQ_URL`, `EVENTING_NAMESPACE`,
 * `DATABASE_URL`); the database server is the one that `DATABASE_URL` names before.
 *
 * @example
 * ```ts
 * const shop = await EventingHarness.start({ module: OrdersModule, migrations });
 * await shop.publish(new UserCreated({ … }));
 * await shop.settled();
 * await shop.get(PlaceOrderHandler).execute(command);
 * await shop.settled();
 * expect(shop.published(OrderPlaced)).toHaveLength(1);
 * await shop.stop();
 * ```
 */
export class EventingHarness {
  private readonly testsOwn: TestsOwnEvents;
  /** By their ids, the data of events that had something to decrypt, as of the last `settled`. */
  private readonly decrypted = new Map<string, unknown>();

  private constructor(
    private readonly namespace: string,
    private readonly scene: Scene,
    private readonly warnings: RecentWarnings,
  ) {
    this.testsOwn = new TestsOwnEvents(scene);
  }

  /**
   * Boots services, one after the other; they hear each other. Ready when all of them consume and relay.
   *
   * @throws what the boot of a module throws; then nothing is left behind.
   */
  static async start(...services: (Type | HarnessService)[]): Promise<EventingHarness> {
    const namespace = `h${randomBytes(5).toString('hex')}`;
    const server = InMemoryServer.of(namespace);
    const namesOf = (service: string) => new BrokerNames(service, namespace);
    const traffic = new Traffic(server, (exchange) => exchange.endsWith('.events'));
    const running: RunningService[] = [];
    const warnings = new RecentWarnings();
    const harness = new EventingHarness(namespace, { server, services: running, traffic, namesOf }, warnings);
    try {
      for (const service of services)
        running.push(
          await RunningService.start(
            typeof service === 'function' ? { module: service } : service,
            namespace,
            warnings,
          ),
        );
      return harness;
    } catch (error) {
      await harness.stop();
      throw error;
    }
  }

  /**
   * Publishes an event: through the outbox of its service, if that runs here; else as that service would, checked against
   * its contract and numbered after the earlier ones of its aggregate.
   *
   * @throws InvalidPayloadError naming each field that breaks a rule of its contract.
   * @throws Error when no service here listens to such events: a test would wait in vain for what comes of it.
   */
  async publish(event: object): Promise<void> {
    await this.testsOwn.publish(event);
  }

  /**
   * Waits until all is done: outboxes sent, queues empty, handlers and projections idle, no retry waiting, and no time-out or
   * scheduled event due. What is planned for later does not count.
   *
   * @throws Error when it is not done in time, naming what is still to be done and who has it; and when messages were
   * parked or are held, unless `allowParked`. Services log nothing in a harness; these errors tell their last warnings.
   */
  async settled({ withinMs = 20_000, allowParked = false }: SettledOptions = {}): Promise<void> {
    let lines: string[] = [];
    const look = async (): Promise<boolean> => (lines = await unfinished(this.scene)).length === 0;
    if (!(await this.scene.traffic.watch(look, Date.now() + withinMs, LOOK_EVERY_MS)))
      throw new Error([`Not settled after ${withinMs} ms:`, ...lines, ...this.logged()].join('\n  '));
    await this.decrypt();
    const left = allowParked ? [] : await leftOver(this.scene);
    if (left.length === 0) return;
    throw new Error(
      `Settled, but not everything was handled (a test that wants it so says settled({ allowParked: true })):\n  ${left.join('\n  ')}`,
    );
  }

  /**
   * The events of one class that the services here have sent so far, in order. Those that the test published are not among them.
   * What is personal in them can be read after `settled`.
   */
  published<T extends object>(eventClass: new (...args: never[]) => T): T[] {
    const contract: Contract<T> = contractOf(eventClass);
    return this.envelopes()
      .filter(({ id, type }) => type === contract.cloudEventType && !this.testsOwn.has(id))
      .map(({ id, data }) => readPayload(contract, this.decrypted.get(id) ?? data, 'as it travels'));
  }

  /** Every event that went over the broker, the test's own included, each once, in order. */
  envelopes(): EventEnvelope[] {
    return this.scene.traffic.envelopes;
  }

  /** What the services have parked, the newest of each service first. */
  async parked(): Promise<DeadLetter[]> {
    return (await Promise.all(this.scene.services.map((service) => service.parked()))).flat();
  }

  /**
   * A provider of the service that has it.
   *
   * @throws Error when none has, or several do: then ask one of them, `service('orders').get(…)`.
   */
  get<T>(token: InjectionToken<T>): T {
    const { services } = this.scene;
    const having = services.filter((service) => has(service, token));
    if (having.length === 1) return (having[0] as RunningService).get(token);
    const name = typeof token === 'function' ? token.name : String(token);
    const who = (having.length > 0 ? having : services).map((service) => service.name).join(' and ');
    throw new Error(
      having.length > 0
        ? `${who} have ${name}: ask one of them, service('…').get(${name}).`
        : `${who} has no provider ${name}.`,
    );
  }

  /** @throws Error when no service of that name runs here. */
  service(name: string): RunningService {
    const found = this.scene.services.find((service) => service.name === name);
    if (found) return found;
    const names = this.scene.services.map((service) => service.name).join(', ');
    throw new Error(`No service called ${name} runs in this harness; there are ${names}.`);
  }

  /** Stops the services as a deployment would, and drops their databases. */
  async stop(): Promise<void> {
    const stops = await Promise.allSettled(this.scene.services.map((service) => service.stop()));
    this.scene.traffic.stop();
    InMemoryServer.forget(this.namespace);
    const failed = stops.find((stop) => stop.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async decrypt(): Promise<void> {
    for (const { app } of this.scene.services)
      for (const { id, data } of await readable(app, this.envelopes())) this.decrypted.set(id, data);
  }

  private logged(): string[] {
    const { lines } = this.warnings;
    return lines.length > 0 ? ['What the services have logged last:', ...lines] : [];
  }
}

function has(service: RunningService, token: InjectionToken): boolean {
  try {
    service.get(token);
    return true;
  } catch (error) {
    if (error instanceof UnknownElementException) return false;
    throw error;
  }
}
