import { Module, type Type } from '@nestjs/common';
import { contractOf, EventingModule, Outbox, UnitOfWork } from '@warren/eventing';
import { DatabaseModule } from '../database/database.module';
import { PlatformModule } from '../platform.module';
import { startService, type StartedService } from './start-service';

const AGAIN = `
  insert into eventing.outbox (event_id, type, partition_key, sequence, correlation_id, body)
  select gen_random_uuid(), type, partition_key, sequence + 1000000 * $2::int, correlation_id, body
    from eventing.outbox where event_id = $1`;

const WITH_OTHER_DATA = `
  update eventing.outbox set body = jsonb_set(body::jsonb, '{data}', $2::jsonb)::text where event_id = $1`;

/**
 * All services but the one under test, as far as that one can tell: what they publish comes through an outbox, a relay and the
 * broker, when and how the test wants. Each starts when it first has something to say.
 *
 * @example
 * ```ts
 * const others = new OtherServices(namespace);
 * await others.say(new UserCreated({ userId, name: 'Ada', email: 'ada@example.com' }));
 * await others.stop();
 * ```
 */
export class OtherServices {
  private readonly services = new Map<string, Promise<StartedService>>();
  private repeats = 0;

  /** @param env more environment variables for each of them */
  constructor(
    private readonly namespace: string,
    private readonly env: Record<string, string> = {},
  ) {}

  /** Publishes events in the name of the services they belong to, each in a transaction of its own. @returns their ids. */
  async say(...events: object[]): Promise<string[]> {
    const ids: string[] = [];
    for (const event of events) {
      const { app } = await this.service(ownerOf(event));
      ids.push(await app.get(UnitOfWork).run(async () => app.get(Outbox).publish(event)));
    }
    return ids;
  }

  /** The very same message once more. @param id as `say` returned it. */
  async repeat(event: object, id: string): Promise<void> {
    await (await this.service(ownerOf(event))).query(AGAIN, [id, ++this.repeats]);
  }

  /** A message of this event's type and aggregate, but with data that its contract forbids. */
  async misspeak(event: object, data: object): Promise<void> {
    const { app } = await this.service(ownerOf(event));
    const unitOfWork = app.get(UnitOfWork);
    await unitOfWork.run(async () => {
      const id = app.get(Outbox).publish(event);
      await unitOfWork.flush();
      await unitOfWork.manager.query(WITH_OTHER_DATA, [id, JSON.stringify(data)]);
    });
  }

  /** One of them: for what no event can say. It has no tables but those of its outbox. */
  service(name: string): Promise<StartedService> {
    const known = this.services.get(name);
    if (known) return known;
    const { namespace, env } = this;
    const started = startService(serviceWithNothingOfItsOwn(name), { name, migrations: [], namespace, env });
    this.services.set(name, started);
    return started;
  }

  async stop(): Promise<void> {
    const services = await Promise.all(this.services.values());
    await Promise.all(services.map((service) => service.stop()));
  }
}

function ownerOf(event: object): string {
  return contractOf(event.constructor as new () => object).service;
}

function serviceWithNothingOfItsOwn(name: string): Type {
  @Module({
    imports: [
      PlatformModule.forService(name),
      DatabaseModule.forEntities(),
      // What a test writes into the table by itself nudges no relay.
      EventingModule.forService(name, { relay: { pollMs: 50 } }),
    ],
  })
  class OtherService {}
  return OtherService;
}
