import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerSource } from '../handlers/consumer';
import { resolveBreaker } from '../handlers/breaker/breaker-options';
import { problemWith } from '../handlers/handler-checks';
import { HandlerConsumer } from '../handlers/handler-consumer';
import type { HandlerDefinition } from '../handlers/handler-definition';
import { HandlerPipeline } from '../handlers/handler-pipeline';
import { hasSteps, readSaga, type SagaDefinition } from './saga-definition';
import { SagaDeclarationError } from './saga-errors';
import { SagaRunner } from './saga-runner';
import { sagaDeclarationOf } from './saga.decorator';
import { timeoutContract } from './timeouts/timeout-message';

interface RegisteredSaga {
  saga: SagaDefinition;
  handler: HandlerDefinition;
}

/** Finds the sagas among the application's providers. What is declared wrongly stops the boot, and says what to change. */
@Injectable()
export class SagaRegistry implements OnModuleInit, ConsumerSource {
  private sagas?: RegisteredSaga[];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly pipeline: HandlerPipeline,
    private readonly runner: SagaRunner,
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
  ) {}

  /** @throws SagaDeclarationError when one of them is declared in a way that cannot work. */
  onModuleInit(): void {
    this.all();
  }

  consumers(): HandlerConsumer[] {
    return this.all().map(
      ({ saga, handler }) => new HandlerConsumer(this.broker, handler, this.pipeline, 'saga', saga.contracts),
    );
  }

  /** The names of the sagas. */
  get sagaNames(): string[] {
    return this.all().map(({ saga }) => saga.name);
  }

  /** To be asked for once every provider has been created: an operation on the command line runs without any hook. */
  private all(): readonly RegisteredSaga[] {
    return (this.sagas ??= this.register());
  }

  private register(): RegisteredSaga[] {
    const sagas = this.instances().map((instance) => this.define(instance));
    refuseDoubles(sagas.map(({ saga }) => saga.name));
    return sagas;
  }

  private instances(): object[] {
    const found = new Set<object>();
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as unknown;
      if (typeof instance !== 'object' || instance === null) continue;
      if (!sagaDeclarationOf(instance.constructor)) {
        refuseForgotten(instance);
        continue;
      }
      if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient) {
        throw new SagaDeclarationError(
          `${wrapper.name} is request-scoped or transient, or depends on something that is. Events come without a request: ` +
            'make it, and what it injects, singletons.',
        );
      }
      found.add(instance);
    }
    return [...found];
  }

  private define(instance: object): RegisteredSaga {
    const saga = readSaga(instance);
    const { name, options, contracts } = saga;
    const defaults = this.options.handlers;
    const handler: HandlerDefinition = {
      name,
      queue: this.names.queue(name),
      contracts: [...contracts, timeoutContract(this.names.service, name)],
      concurrency: options.concurrency ?? defaults.concurrency,
      immediateTries: options.retry?.immediate ?? defaults.immediateTries,
      retryDelays: options.retry?.delays ?? defaults.retryDelays,
      permanent: options.permanent ?? [],
      breaker: resolveBreaker(options.breaker, defaults.breaker),
      handle: (event, delivery) => this.runner.handle(saga, event, delivery),
    };
    const problem = problemWith(handler);
    if (problem) throw new SagaDeclarationError(`@Saga on ${instance.constructor.name}: ${problem}`);
    return { saga, handler };
  }
}

/** Steps of a class that is no saga would never be taken, and nobody would notice. */
function refuseForgotten(instance: object): void {
  const { name } = instance.constructor;
  if (hasSteps(instance))
    throw new SagaDeclarationError(
      `${name} has steps of a saga, but is not decorated with @Saga({ name, key }).`,
    );
}

function refuseDoubles(names: string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double === undefined) return;
  throw new SagaDeclarationError(
    `Two sagas are named "${double}", or one is provided twice. They would share one queue and each other's states: ` +
      'give one of them another name; a saga that several modules need is provided in one and exported.',
  );
}
