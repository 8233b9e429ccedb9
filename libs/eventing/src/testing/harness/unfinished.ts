import type { InMemoryServer } from '../../broker/in-memory/in-memory-server';
import type { StoredMessage } from '../../broker/in-memory/stored-message';
import type { BrokerNames } from '../../broker/names';
import { readRetryHeaders } from '../../handlers/pipeline/retry-headers';
import type { RunningService } from './running-service';
import type { Traffic } from './traffic';

/** What a look at a running harness needs. */
export interface Scene {
  server: InMemoryServer;
  services: readonly RunningService[];
  traffic: Traffic;
  /** Of a service, in the harness's namespace. */
  namesOf(service: string): BrokerNames;
}

/**
 * What is still being done, a line each; nothing when all is done. Handlers commit before they settle their message, so
 * with empty queues and outboxes that are sent nothing can come any more, provided nothing happened between the two looks.
 */
export async function unfinished(scene: Scene): Promise<string[]> {
  const before = scene.traffic.count;
  // In the order of an event's way: what leaves a table before it is looked at is seen at its next station.
  const due = await Promise.all(scene.services.map((service) => dueOf(service)));
  const outboxes = await Promise.all(scene.services.map((service) => outboxOf(service, scene.traffic)));
  const lines = [...due.flat(), ...outboxes.flat(), ...queues(scene)];
  if (lines.length > 0) return lines;
  return scene.traffic.count === before ? [] : ['Messages have just been published or settled.'];
}

/** What will never be done: it waits for what nobody sends, or was given up. */
export async function leftOver({ services }: Pick<Scene, 'services'>): Promise<string[]> {
  const each = await Promise.all(
    services.map(async (service) => [
      ...(await service.parked()).map(
        ({ consumer, type, reason, errorName, errorMessage, attempts }) =>
          `${service.name}.${consumer} parked ${type ?? 'a message'} as ${reason} after ${counted(attempts, 'try', 'tries')}: ${errorName}: ${errorMessage}`,
      ),
      ...(await service.held()).map(
        ({ projection, events }) =>
          `${service.name}.${projection} holds ${counted(events, 'event')}: an earlier one of the same aggregate is missing or parked`,
      ),
      ...(await service.givenUp()).map((line) => `${service.name} ${line}`),
    ]),
  );
  return each.flat();
}

async function dueOf(service: RunningService): Promise<string[]> {
  const { troubles } = service.state().scheduling;
  const lines = (await service.due()).map((line) => `${service.name}: ${line}`);
  return lines.length > 0 ? [...lines, ...troubles.map((trouble) => `${service.name}: ${trouble}`)] : [];
}

async function outboxOf(service: RunningService, traffic: Traffic): Promise<string[]> {
  const unsent = await service.unsent(traffic.sentBy(service.name));
  if (unsent.length === 0) return [];
  const { role, detail } = service.state().relay;
  const relay = `its relay is ${role}${detail ? `: ${detail}` : ''}`;
  return [
    `${service.name} has ${counted(unsent.length, 'event')} in its outbox (${kinds(unsent)}); ${relay}`,
  ];
}

function queues({ server, services, namesOf }: Scene): string[] {
  const consumers = new Map(
    services.flatMap((service) =>
      service
        .state()
        .consumers.map((consumer) => [namesOf(service.name).queue(consumer.name), consumer] as const),
    ),
  );
  return [...server.contents()]
    .filter(([, messages]) => messages.length > 0)
    .map(([queue, messages]) => {
      const consumer = consumers.get(queue);
      if (!consumer) return waitingForRetry(queue, messages);
      const { state, inFlight, detail } = consumer;
      return `${queue} has ${contents(messages)}; it is ${state}, ${inFlight} in flight${detail ? ` (${detail})` : ''}`;
    });
}

function waitingForRetry(queue: string, messages: StoredMessage[]): string {
  const whose = messages.map(
    ({ routingKey, properties }) =>
      `${routingKey} failed ${counted(readRetryHeaders(properties.headers).attempts, 'time')} with ${properties.type ?? 'a message'}`,
  );
  return `${queue} has ${contents(messages)} to be tried again later: ${[...new Set(whose)].join(', ')}`;
}

function contents(messages: StoredMessage[]): string {
  return `${counted(messages.length, 'message')} (${kinds(messages.map(({ properties }) => properties.type ?? 'unknown'))})`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function kinds(types: string[]): string {
  return [...new Set(types)].join(', ');
}
