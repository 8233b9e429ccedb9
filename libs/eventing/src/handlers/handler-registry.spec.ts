import { Controller, Injectable, Module, Scope, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { handlingOf } from '../../test/handlers/support/handling-under-test';
import { RecordingBroker } from '../../test/handlers/support/recording-broker';
import { ThingHappened } from '../../test/handlers/support/thing-happened';
import { BROKER } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { EVENTING_OPTIONS } from '../eventing.options';
import { resolveOptions } from '../resolve-options';
import { HandlerDeclarationError, HandlerDiscovery } from './discover-handlers';
import type { HandlerDefinition } from './handler-definition';
import { HandlerPipeline } from './handler-pipeline';
import { HandlerRegistry } from './handler-registry';
import { IdempotentHandler } from './idempotent-handler';
import type { Handling } from './pipeline/handling';

@Injectable()
class NoteThingWhenThingHappened {
  readonly noted: unknown[] = [];

  @IdempotentHandler(ThingHappened, {
    concurrency: 3,
    retry: { immediate: 2, delays: ['5s'] },
    permanent: [RangeError],
  })
  handle(event: ThingHappened): Promise<void> {
    this.noted.push(event);
    return Promise.resolve();
  }
}

@Injectable()
class CountThing {
  @IdempotentHandler(ThingHappened, { name: 'count-each-thing' })
  async count(): Promise<void> {}
}

class Bystander {
  get tempting(): never {
    throw new Error('getters are not to be touched');
  }
}

/** Boots an application with these providers; the pipeline shows the definitions it was asked to run. */
async function boot(providers: Provider[], imports: (new () => object)[] = []) {
  const run: HandlerDefinition[] = [];
  const pipeline = {
    create:
      () =>
      ({ handler }: Handling) =>
        Promise.resolve(void run.push(handler)),
  };
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule, ...imports],
    providers: [
      HandlerRegistry,
      HandlerDiscovery,
      { provide: HandlerPipeline, useValue: pipeline },
      { provide: BROKER, useValue: new RecordingBroker() },
      { provide: BrokerNames, useValue: new BrokerNames('svc', 'ns') },
      { provide: EVENTING_OPTIONS, useValue: resolveOptions({ service: 'svc' }, { NODE_ENV: 'test' }) },
      ...providers,
    ],
  }).compile();
  const app = await module.init();
  return { app, registry: app.get(HandlerRegistry), broker: app.get<RecordingBroker>(BROKER), run };
}

const bootError = async (...args: Parameters<typeof boot>): Promise<string> => {
  const error: unknown = await boot(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HandlerDeclarationError);
  return (error as Error).message;
};

describe('HandlerRegistry', () => {
  it('finds the handlers among all kinds of providers, each once', async () => {
    const { registry } = await boot([
      NoteThingWhenThingHappened,
      { provide: 'an alias', useExisting: NoteThingWhenThingHappened },
      { provide: 'made by a factory', useFactory: () => new CountThing() },
      { provide: 'a bystander', useValue: new Bystander() },
      { provide: 'nothing', useValue: null },
      { provide: 'a number', useValue: 7 },
      { provide: 'without a prototype', useValue: Object.create(null) as object },
    ]);
    expect(registry.consumers().map(({ definition }) => definition.name)).toEqual([
      'note-thing-when-thing-happened',
      'count-each-thing',
    ]);
  });

  it('finds them in controllers too, where nobody should have to wonder why nothing comes', async () => {
    @Controller()
    class Endpoint {
      @IdempotentHandler(ThingHappened)
      async handle(): Promise<void> {}
    }
    @Module({ controllers: [Endpoint] })
    class WithController {}
    const { registry } = await boot([], [WithController]);
    expect(registry.consumers().map(({ definition }) => definition.name)).toEqual(['endpoint']);
  });

  it('tells the topology what a handler needs', async () => {
    const { registry } = await boot([NoteThingWhenThingHappened]);
    expect(registry.consumers()[0]?.definition).toEqual({
      name: 'note-thing-when-thing-happened',
      kind: 'handler',
      subscriptions: [{ service: 'things', routingKey: 'thing-happened.v1' }],
      retryDelays: ['5s'],
    });
  });

  it('fills in the defaults of the options', async () => {
    const { registry, broker, run } = await boot([CountThing]);
    registry.consumers()[0]?.start();
    expect(broker.consumed).toEqual({ queue: 'ns.svc.count-each-thing', prefetch: 10 });
    broker.deliver(handlingOf().message);
    expect(run[0]).toMatchObject({
      immediateTries: 3,
      retryDelays: ['1s', '10s', '1m', '10m'],
      permanent: [],
    });
  });

  it('calls the method on its provider, whatever it has been wrapped in since', async () => {
    const { app, registry, broker, run } = await boot([NoteThingWhenThingHappened]);
    registry.consumers()[0]?.start();
    broker.deliver(handlingOf().message);
    const instance = app.get(NoteThingWhenThingHappened);
    const event = { thingId: 't', amount: 1 };
    await run[0]?.handle(event, { envelope: {} as never, consumer: 'c', attempt: 1 });
    expect(instance.noted).toEqual([event]);
    instance.handle = () => Promise.reject(new Error('wrapped'));
    await expect(run[0]?.handle(event, {} as never)).rejects.toThrow('wrapped');
  });

  it('refuses two handlers of one name and names both', async () => {
    @Injectable()
    class Other {
      @IdempotentHandler(ThingHappened, { name: 'count-each-thing' })
      async handle(): Promise<void> {}
    }
    const message = await bootError([CountThing, Other]);
    expect(message).toContain('"count-each-thing"');
    expect(message).toContain('CountThing.count');
    expect(message).toContain('Other.handle');
  });

  it('refuses one class that two modules provide, and names the modules', async () => {
    @Module({ providers: [CountThing] })
    class Elsewhere {}
    const message = await bootError([CountThing], [Elsewhere]);
    expect(message).toContain('(in Elsewhere)');
    expect(message).toContain('(in RootTestModule)');
  });

  it.each([Scope.REQUEST, Scope.TRANSIENT])('refuses a provider of scope %s', async (scope) => {
    @Injectable({ scope })
    class Scoped {
      @IdempotentHandler(ThingHappened)
      async handle(): Promise<void> {}
    }
    expect(await bootError([Scoped])).toMatch(/Scoped\.handle .* singletons/);
  });

  it('refuses a provider that depends on a request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    @Injectable()
    class Dependent {
      constructor(readonly tenant: Tenant) {}
      @IdempotentHandler(ThingHappened)
      async handle(): Promise<void> {}
    }
    expect(await bootError([Tenant, Dependent])).toMatch(/Dependent\.handle .* singletons/);
  });

  it.each([
    [{ name: 'Not Kebab' }, /"Not Kebab" is not in kebab case/],
    [{ name: 'dead-letters' }, /taken by the library/],
    [{ name: 'x'.repeat(250) }, /too long/],
    [{ concurrency: 0 }, /concurrency must be a whole number/],
    [{ concurrency: 2.5 }, /concurrency must be a whole number/],
    [{ retry: { immediate: 0 } }, /retry\.immediate must be/],
    [{ retry: { delays: ['soon' as '1s'] } }, /"soon" is no duration/],
    [{ retry: { delays: ['-1s' as '1s'] } }, /"-1s" is no duration/],
  ])('refuses the options %j', async (options, expected) => {
    @Injectable()
    class Wrong {
      @IdempotentHandler(ThingHappened, options)
      async handle(): Promise<void> {}
    }
    expect(await bootError([Wrong])).toMatch(expected);
  });

  it('refuses what is no integration event where it is declared', () => {
    class NotDeclared {}
    const declare = (event: typeof NotDeclared) => () => IdempotentHandler(event);
    expect(declare(NotDeclared)).toThrow(/NotDeclared is not an integration event/);
    expect(declare(undefined as never)).toThrow(/import/);
  });
});
