import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerSource } from './consumer';
import { resolveBreaker } from './breaker/breaker-options';
import { HandlerDiscovery, type FoundHandler } from './discover-handlers';
import { checkDefinition, refuseDuplicates } from './handler-checks';
import { HandlerConsumer } from './handler-consumer';
import type { HandlerDefinition } from './handler-definition';
import { HandlerPipeline } from './handler-pipeline';

/** Knows every handler of the service. What is declared wrongly stops the boot, with a message that says what to change. */
@Injectable()
export class HandlerRegistry implements OnModuleInit, ConsumerSource {
  private handlers?: HandlerDefinition[];

  constructor(
    private readonly discovery: HandlerDiscovery,
    private readonly pipeline: HandlerPipeline,
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
  ) {}

  onModuleInit(): void {
    this.all();
  }

  consumers(): HandlerConsumer[] {
    return this.all().map((handler) => new HandlerConsumer(this.broker, handler, this.pipeline));
  }

  /** To be asked for once every provider has been created: an operation on the command line runs without any hook. */
  private all(): readonly HandlerDefinition[] {
    return (this.handlers ??= this.register());
  }

  private register(): HandlerDefinition[] {
    const found = this.discovery.find();
    refuseDuplicates(found);
    return found.map((handler) => this.define(handler));
  }

  private define({
    name,
    declaration: { contract, options },
    handle,
    place,
  }: FoundHandler): HandlerDefinition {
    const defaults = this.options.handlers;
    const definition: HandlerDefinition = {
      name,
      queue: this.names.queue(name),
      contracts: [contract],
      concurrency: options.concurrency ?? defaults.concurrency,
      immediateTries: options.retry?.immediate ?? defaults.immediateTries,
      retryDelays: options.retry?.delays ?? defaults.retryDelays,
      permanent: options.permanent ?? [],
      breaker: resolveBreaker(options.breaker, defaults.breaker),
      handle,
    };
    checkDefinition(definition, place);
    return definition;
  }
}
