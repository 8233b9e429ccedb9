import { Inject, Injectable } from '@nestjs/common';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames, PERSONAL_DATA } from '../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { resolveBreaker } from '../handlers/breaker/breaker-options';
import type { Consumer, ConsumerDefinition } from '../handlers/consumer';
import { HandlerConsumer } from '../handlers/handler-consumer';
import type { HandlerDefinition } from '../handlers/handler-definition';
import { HandlerPipeline } from '../handlers/handler-pipeline';
import { ContractError } from '../message/errors';
import { knownContracts, type Contract } from '../message/integration-event';
import { personalShapeOf } from '../message/personal/personal-shape';
import { KeyAnswerer } from './handing-out/key-answerer';
import { KeyTable } from './keys/key-table';

/** What a service takes part in by itself where events tell of persons: it hands out its keys, and forgets whom others forget. */
@Injectable()
export class PersonalDataConsumers {
  constructor(
    private readonly names: BrokerNames,
    private readonly pipeline: HandlerPipeline,
    private readonly answerer: KeyAnswerer,
    private readonly keys: KeyTable,
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
  ) {}

  /**
   * @param others the other consumers of this service: by them it hears of persons, or does not.
   * @throws ContractError when persons of one of the services could never be forgotten.
   */
  consumers(others: readonly ConsumerDefinition[]): Consumer[] {
    const owners = this.ownersAmong(others);
    const forgetting = owners.flatMap(forgettingEventsOf);
    return [
      ...(forgetting.length > 0 ? [this.forgetter(forgetting)] : []),
      ...(isOwner(this.names.service) ? [this.answerer] : []),
    ];
  }

  /**
   * To be called before the service takes part in anything.
   *
   * @throws MasterKeyError when it keeps keys of persons and has no master key that may be used here.
   */
  check(others: readonly ConsumerDefinition[]): void {
    if (isOwner(this.names.service) || this.ownersAmong(others).length > 0) void this.keys.masterKeys;
  }

  private ownersAmong(others: readonly ConsumerDefinition[]): string[] {
    const heard = new Set(others.flatMap(({ subscriptions }) => subscriptions.map(({ service }) => service)));
    return [...heard].filter((service) => service !== this.names.service && isOwner(service)).sort();
  }

  /** It has nothing to do: the pipeline forgets whom an event says, before any handler sees it. */
  private forgetter(contracts: Contract[]): HandlerConsumer {
    const { immediateTries, retryDelays, concurrency, breaker } = this.options.handlers;
    const definition: HandlerDefinition = {
      name: PERSONAL_DATA,
      queue: this.names.queue(PERSONAL_DATA),
      contracts,
      concurrency,
      immediateTries,
      retryDelays,
      permanent: [],
      breaker: resolveBreaker(undefined, breaker),
      handle: () => undefined,
    };
    return new HandlerConsumer(this.broker, definition, this.pipeline);
  }
}

/** Whether events of a service tell of persons, so that it has their keys. */
function isOwner(service: string): boolean {
  return knownContracts().some((contract) => contract.service === service && isPersonal(contract));
}

function isPersonal({ eventClass }: Contract): boolean {
  return personalShapeOf(eventClass) !== undefined;
}

function forgettingEventsOf(service: string): Contract[] {
  const found = knownContracts().filter((contract) => contract.service === service && contract.forgets);
  if (found.length > 0) return found;
  throw new ContractError(
    `Events of ${service} have @Personal fields, and none of its events says that a person is to be forgotten. Declare one: ` +
      `@IntegrationEvent({ type: '${service}.user-forgotten', …, forgets: (event) => event.userId }).`,
  );
}
